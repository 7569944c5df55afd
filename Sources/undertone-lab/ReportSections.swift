import Corpus
import Evaluation
import Foundation
import HTMLReport
import Listening
import Pictures

/// The report's sections, from what was found of one run or two.
struct ReportSections {
  let subjects: [TestedSubject]
  let corpus: CorpusReport
  let clips: [Clip]
  let withAudio: Bool
  let watcher: Watcher

  /// Of the worst errors so many are shown with their timelines.
  private static let drawnErrors = 4
  private static let listedErrors = 25

  func all() throws -> [ReportPage.Section] {
    [try scores()] + [difference].compactMap { $0 } + [
      try training(), try data(), try results(),
      section(
        "examples", "Examples",
        "For each emotion, of the clips that were heard right the one whose confidence is in the middle, each played by itself.",
        try subjects.map { try examples($0) }),
      section(
        "errors", "Worst errors", "Clips at whose end, in the stream, the model was surest of something else.",
        try subjects.map { try errors($0) }),
      section("card", "Model card", "", subjects.map { card($0) }),
    ]
  }

  /// A column a subject.
  private func section(_ id: String, _ title: String, _ introduction: String, _ blocks: [[ReportPage.Block]]) -> ReportPage.Section {
    let columns = zip(subjects, blocks).map { tested, blocks in
      ReportPage.Column(subjects.count > 1 ? tested.subject.name : "", blocks)
    }
    return ReportPage.Section(id: id, title: title, introduction: introduction, columns)
  }

  private func scores() throws -> ReportPage.Section {
    section(
      "scores", "Scores", "On the clips that were left out of training, or those of the split that was asked for.",
      try subjects.map { try $0.overview.map { try Self.blocks($0) } ?? [.text("Nobody was held out: there is nobody to test on.")] })
  }

  /// What the first gains on the second, where both heard the same clips.
  private var difference: ReportPage.Section? {
    let heard = subjects.compactMap(\.overview?.heard)
    guard heard.count == 2, Set(heard[0].stream.map(\.clip.key)) == Set(heard[1].stream.map(\.clip.key))
    else { return nil }
    let names = [subjects[1].subject.name, subjects[0].subject.name]
    let tables = GainReport(before: heard[1], after: heard[0], names: names).tables
    return ReportPage.Section(
      id: "difference", title: "Difference", introduction: "What \(names[1]) gains on \(names[0]), on the same clips.",
      [ReportPage.Column("", tables.map { .table($0) })])
  }

  private func training() throws -> ReportPage.Section {
    section(
      "training", "Training", "",
      subjects.map { tested in
        let metadata = tested.subject.candidate.model.metadata
        var blocks: [ReportPage.Block] = [.heading("Command"), .code(metadata.command)]
        if let folder = tested.subject.folder {
          let records = (try? TrainingRecord.read(folder.log)) ?? []
          blocks += Self.drawn { () throws(PictureError) in [try .training(of: records)] }
          let recipe = try? String(contentsOfFile: folder.path + "/recipe.json", encoding: .utf8)
          blocks.append(.folded("The whole recipe, as it was followed", recipe ?? ""))
        }
        blocks += [.heading("Split"), .text(metadata.split)]
        let heard = Set(metadata.speakers ?? [])
        let tested = Set(tested.stream.map(\.clip.speaker))
        blocks.append(.folded("\(heard.count) speakers trained on", heard.sorted().joined(separator: " ")))
        blocks.append(.folded("\(tested.count) speakers tested", tested.sorted().joined(separator: " ")))
        return blocks
      })
  }

  private func data() throws -> ReportPage.Section {
    var blocks = try Self.blocks(corpus)
    if clips.contains(where: { $0.emotion != nil }) { blocks.append(.figure(try .emotions(of: clips))) }
    return ReportPage.Section(id: "data", title: "Data", introduction: "What the data folders hold.", [ReportPage.Column("", blocks)])
  }

  private func results() throws -> ReportPage.Section {
    section(
      "results", "Tests",
      "Every protocol of evaluate that the model's partition and the data allow; intervals are bootstrapped over speakers.",
      try subjects.map { tested in
        try tested.outcomes.flatMap { [.heading($0.test)] + (try Self.blocks($0.report)) }
          + (tested.refusals.isEmpty ? [] : [.heading("Not tested")] + tested.refusals.map { .text($0) })
      })
  }

  private static func blocks(_ report: any TestReport) throws -> [ReportPage.Block] {
    report.tables.map { .table($0) } + drawn { () throws(PictureError) in try report.figures() }
  }

  /// Pictures, or why there is none: clips without emotions have no reliability, a run that was stopped has no epoch.
  private static func drawn(_ make: () throws(PictureError) -> [Figure]) -> [ReportPage.Block] {
    do {
      return try make().map { .figure($0) }
    } catch {
      return [.text("No picture: \(error)")]
    }
  }

  private func examples(_ tested: TestedSubject) throws -> [ReportPage.Block] {
    let right = (tested.overview?.heard.clipByClip ?? []).filter { $0.open == $0.clip.emotion }
    let sure = { (estimate: Estimate) in estimate.confidence(temperature: tested.subject.candidate.model.metadata.temperature) }
    return try Emotion.allCases.flatMap { emotion -> [ReportPage.Block] in
      let own = right.filter { $0.clip.emotion == emotion }.sorted { (sure($0), $0.clip.key) < (sure($1), $1.clip.key) }
      guard !own.isEmpty else { return [] }
      return try timeline(own[own.count / 2].clip, "\(emotion)", tested)
    }
  }

  private func errors(_ tested: TestedSubject) throws -> [ReportPage.Block] {
    let temperature = tested.subject.candidate.model.metadata.temperature
    let worst = tested.stream.filter { $0.clip.emotion != nil && $0.open != $0.clip.emotion }
      .sorted { ($0.confidence(temperature: temperature), $1.clip.key) > ($1.confidence(temperature: temperature), $0.clip.key) }
    let rows = worst.prefix(Self.listedErrors).map { estimate -> [ResultTable.Cell] in
      let truth = estimate.clip.emotion.map { estimate.probability(of: $0, temperature: temperature) }
      return [
        .text(estimate.clip.key), .text(estimate.clip.speaker), .text(estimate.clip.emotion.map { "\($0)" } ?? ""),
        .text("\(estimate.open)"),
        .share(Measured(estimate.confidence(temperature: temperature))), .share(Measured(truth)),
      ]
    }
    let table = ResultTable(
      "The \(rows.count) worst of \(worst.count) errors among \(tested.stream.count) clips",
      ["clip", "speaker", "meant", "heard", "confidence %", "of the truth %"], Array(rows))
    return [.table(table)]
      + (try worst.prefix(Self.drawnErrors).flatMap { estimate in
        try timeline(estimate.clip, "\(estimate.clip.emotion.map { "\($0)" } ?? "") heard as \(estimate.open)", tested)
      })
  }

  /// A clip by itself through the product's timeline, every tenth of a second.
  private func timeline(_ clip: Clip, _ title: String, _ tested: TestedSubject) throws -> [ReportPage.Block] {
    if watcher.isStopped() { throw Stopped() }
    var configuration = Settings().timeline
    configuration.everySeconds = 0.1
    let recording = try TimelineRecording(path: clip.path, model: tested.subject.candidate.model, configuration)
    let figure = try Figure.timeline(recording, name: "clip", title: "\(title): \(clip.key)")
    guard withAudio, let sound = FileManager.default.contents(atPath: clip.path) else { return [.figure(figure)] }
    return [.figure(figure), .sound(sound, path: clip.path, label: clip.key)]
  }

  private func card(_ tested: TestedSubject) -> [ReportPage.Block] {
    let metadata = tested.subject.candidate.model.metadata
    let facts: [(String, String?)] = [
      ("name", metadata.name), ("SHA-256", metadata.sha256), ("made by undertone-lab", metadata.version),
      ("labels", metadata.labels.joined(separator: ", ")), ("genders", metadata.genders.joined(separator: ", ")),
      (
        "network",
        "\(metadata.network.features) features, \(metadata.network.layers) LSTM layers of \(metadata.network.hidden), "
          + "\(metadata.network.parameterCount) parameters"
      ),
      ("front end", metadata.features.frontEnd.rawValue), ("temperature", "\(metadata.temperature)"), ("terms of use", metadata.licence),
      ("partition", metadata.partition), ("begun with", metadata.start), ("teacher", metadata.teacher),
      ("seed", "\(metadata.seed)"),
    ]
    let rows = facts.compactMap { name, value in value.map { [ResultTable.Cell.text(name), .text($0)] } }
    let corpora = metadata.corpora.map { corpus in
      [
        ResultTable.Cell.text(corpus.name), .text(corpus.licence), .count(corpus.clips), .count(corpus.speakers),
        .number(corpus.hours, decimals: 2),
      ]
    }
    let scores = metadata.scores.sorted { $0.key < $1.key }.map { [ResultTable.Cell.text($0.key), .number($0.value, decimals: 1)] }
    return [
      .table(ResultTable("The model", ["", ""], rows)),
      .table(ResultTable("Trained on", ["corpus", "licence", "clips", "speakers", "hours"], corpora)),
      .table(ResultTable("Scores that stand in the file, percent", ["", ""], scores)),
      .heading("Limits"),
      .text(
        """
        Emotions are what actors were asked for; how a voice sounds is not what a person feels. Languages, rooms, ages and ways of speaking \
        that the corpora do not hold were not measured. No decision about a person should rest on these estimates alone.
        """),
      .text(
        """
        In the European Union inferring emotions at work or in education is banned except for medical or safety reasons (AI Act, Art. \
        5(1)(f)), and people must be told that they are heard (Art. 50(3)).
        """),
    ]
  }
}
