internal import Corpus

/// `background`: how often the product names an emotion when nobody speaks.
package struct BackgroundReport: TestReport {
  private let parts: [(sound: BackgroundSound, count: BackgroundTrial.Count)]

  package init(_ sounds: [BackgroundSound], _ counts: [BackgroundTrial.Count]) {
    parts = Array(zip(sounds, counts))
  }

  package var tables: [ResultTable] { [summary, kinds] }

  private var summary: ResultTable {
    var rows = [
      row("everything") { _ in true }, row("without voices") { !$0.holdsVoices },
      row("recordings without voices") { !$0.holdsVoices && !$0.isSynthetic }, row("synthetic") { $0.isSynthetic },
      row("\(NoiseBank.keptForTests), which no training heard") { $0.kind == NoiseBank.keptForTests },
      row("recordings with voices") { $0.holdsVoices },
    ]
    rows += BackgroundSound.levels.map { level in
      row("recordings without voices, \(Int(level)) dB") { $0.decibels == level && !$0.holdsVoices && !$0.isSynthetic }
    }
    return ResultTable(
      "An hour of background through the product's timeline: estimates that name an emotion, percent",
      Self.headings, rows.filter { $0[1] != .number(0, decimals: 0) },
      notes: [
        "The goal is at most 0.5. Voices in the background (babble, restaurant, mall, crowd) are voices to it.",
        "All recordings but \(NoiseBank.keptForTests) are among the training's backgrounds; the synthetic sounds are not.",
      ])
  }

  private var kinds: ResultTable {
    var names: [String] = []
    for part in parts where !names.contains(part.sound.kind) { names.append(part.sound.kind) }
    return ResultTable("By kind, all levels together", Self.headings, names.map { name in row(name) { $0.kind == name } })
  }

  private static let headings = ["", "seconds", "estimates", "named", "uncertain", "speech", "named most"]

  private func row(_ name: String, _ isIncluded: (BackgroundSound) -> Bool) -> [ResultTable.Cell] {
    let parts = parts.filter { isIncluded($0.sound) }
    let sum = parts.map(\.count).reduce(BackgroundTrial.Count(), +)
    let most = Emotion.allCases.max { sum.emotions[$0.rawValue] < sum.emotions[$1.rawValue] }
    return [
      .text(name), .number(parts.reduce(0) { $0 + $1.sound.seconds }, decimals: 0), .count(sum.estimates),
      .share(Measured(sum.shareLabelled)), .share(Measured(sum.shareUncertain)), .share(Measured(sum.meanSpeech)),
      .text(sum.labelled > 0 ? most.map { "\($0)" } ?? "" : ""),
    ]
  }
}

extension BackgroundSound {
  var isSynthetic: Bool {
    if case .synthetic = source { return true }
    return false
  }
}
