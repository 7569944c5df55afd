import ArgumentParser
import Corpus
import Evaluation
import Foundation
import HTMLReport
import Model

/// Puts all that is known of a training into one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes one HTML file about a training: data, tables, pictures, examples, errors, model card.",
    discussion: """
      The file needs nothing beside it. The model is tested in every protocol that its partition and the data allow, which takes some \
      minutes; a protocol that cannot be is named with the reason. With --against two runs stand side by side. The sound of clips is left \
      out unless --with-audio puts it in: mind the corpora's licences before you pass such a file on.
      """)

  @Argument(help: ArgumentHelp("The run folder of a training, or a model file.", valueName: "run")) var subject: String
  @Option(help: "Another run folder or model file, to stand beside it.") var against: String?
  @OptionGroup var options: TestOptions
  @Option(name: .shortAndLong, help: "The file to write. (default: report.html in the run folder, or here for a model file)")
  var output: String?
  @Flag(help: "Put the sound of the examples and of the worst errors into the file.") var withAudio = false

  func run() throws {
    let watcher = Progress.watcher()
    let path = output ?? (RunFolder.isFolder(subject) ? subject + "/report.html" : "report.html")
    try OutputError.check(path)
    let subjects = try [subject, against].compactMap { $0 }.map { try ReportSubject($0) }
    let (dataset, sizes) = try options.corpus.work.sizes(of: options.corpus.data, watcher)
    let room = try options.room(dataset.clips, watcher)
    let sections = ReportSections(
      subjects: try subjects.map { try TestedSubject($0, room) }, corpus: CorpusReport(sizes, findings: dataset.findings),
      clips: dataset.clips, withAudio: withAudio, watcher: watcher)
    let names = subjects.map(\.candidate.model.metadata.name)
    let page = ReportPage(
      title: "Undertone: " + names.joined(separator: " against "),
      subtitle: "Made by undertone-lab report on \(Date.now.formatted(.iso8601.year().month().day())).", try sections.all())
    let html = try page.html(threads: options.corpus.work.threads, watcher: watcher)
    try OutputError.write(Data(html.utf8), to: path)
  }
}

/// A run that is reported on, or a model file alone.
struct ReportSubject {
  let folder: RunFolder?
  let candidate: Candidate

  /// - Throws: `RecipeError` when the training has not ended; `ModelError`.
  init(_ place: String) throws {
    guard FileManager.default.fileExists(atPath: place) else { throw RecipeError("there is no \(place)") }
    folder = RunFolder.isFolder(place) ? RunFolder(path: place) : nil
    guard let model = try folder.map({ try $0.trainedModel() }) ?? place else {
      throw RecipeError("\(place) has no model yet: its training has not ended; the same undertone-lab train goes on with it")
    }
    candidate = try Candidate(try Model(path: model), path: model)
  }

  var name: String { "\(candidate.model.metadata.name) \(candidate.model.metadata.sha256.prefix(12))" }
}

/// A subject in every test that its partition and the clips allow.
struct TestedSubject {
  let subject: ReportSubject
  /// nil where nobody was held out.
  let overview: Overview?
  let outcomes: [Outcome]
  /// Why other tests were not made.
  let refusals: [String]

  init(_ subject: ReportSubject, _ room: TestRoom) throws {
    self.subject = subject
    var (outcomes, refusals): ([Outcome], [String]) = ([], [])
    var overview: Overview?
    do {
      overview = try room.overview(subject.candidate)
    } catch let error as EvaluationError {
      refusals.append(Self.withoutPaths(error))
    }
    // The watch over the microphone is no model's merit.
    for test in TestProtocol.allCases where test != .signal && test.partitions.contains(subject.candidate.partition) {
      do {
        try room.check([test], [subject.candidate])
        outcomes += try room.run(test, [subject.candidate])
      } catch let error as EvaluationError {
        refusals.append(Self.withoutPaths(error))
      }
    }
    (self.overview, self.outcomes, self.refusals) = (overview, outcomes, refusals)
  }

  /// Where the files lie on this machine is nobody's business.
  private static func withoutPaths(_ error: EvaluationError) -> String {
    "\(error)".split(separator: " ").map { $0.contains("/") ? $0.split(separator: "/").last ?? $0 : $0 }.joined(separator: " ")
  }

  /// What the model said of the clips in the stream; nothing where nobody was held out.
  var stream: [Estimate] { overview?.heard.stream ?? [] }
}
