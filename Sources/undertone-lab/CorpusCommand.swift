import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Spectrum

/// Says what is there to train and test with.
struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus", abstract: "Says what some corpora hold, and names damaged, duplicate and doubtful clips.",
    discussion: """
      Tables of clips, hours, speakers, genders, ages, emotions, rates and lengths by corpus and split; then every file that is left out \
      of training and tests, or odd, with the reason. All files are decoded; the second time it is a matter of seconds.
      """)

  @Argument(
    help: ArgumentHelp(
      """
      Folders with a manifest.csv, or with RAVDESS, CREMA-D, SAVEE, TESS, EmoDB or VoxForge as they are distributed; or your own list: a \
      CSV file with the columns path, emotion and speaker (and if you like gender, age, split and note).
      """, valueName: "place"))
  var places: [String]

  @OptionGroup var work: WorkOptions
  @Flag(help: "Print JSON.") var json = false

  private struct Document: Encodable {
    struct File: Encodable {
      var reason: String
      var path: String
      var detail: String
      var corpus: String?
      var leftOut: Bool
    }
    var tables: [ResultTable]
    var files: [File]
  }

  func run() throws {
    let (dataset, sizes) = try work.sizes(of: places, Progress.watcher())
    let report = CorpusReport(sizes, findings: dataset.findings)
    guard json else {
      print(report.tables.map { $0.text + "\n" }.joined(separator: "\n"))
      for finding in dataset.findings { print(finding.text) }
      return
    }
    let files = dataset.findings.map {
      Document.File(reason: $0.reason, path: $0.path, detail: $0.detail, corpus: $0.corpus?.rawValue, leftOut: $0.isLeftOut)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(Document(tables: report.tables, files: files)), as: UTF8.self))
  }
}

extension WorkOptions {
  /// The clips of some places that can be used, with their sizes; what is odd stands in the dataset.
  func sizes(of places: [String], _ watcher: Watcher) throws -> (dataset: Dataset, sizes: [ClipSize]) {
    var dataset = try Dataset(at: places, speakers: try SpeakerTable.embedded())
    let store = try store(dataset.clips.map(\.path), FeatureConfiguration(), watcher)
    dataset.leaveOutDoubtful(store)
    dataset.noteOddities(store)
    return (dataset, dataset.clips.map { ClipSize($0, store) })
  }
}
