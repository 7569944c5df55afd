import ArgumentParser
import Corpus
import Foundation
import Spectrum

/// Where the clips come from, and where their features are kept.
struct CorpusOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: "Folders with a manifest.csv, or RAVDESS, CREMA-D, SAVEE or TESS as they are distributed.")
  var data: [String]

  @Option(help: "Folder for computed features; can be deleted at any time. (default: ~/.cache/undertone-lab)")
  var cache: String?

  @Option(help: "Threads.")
  var threads = 2

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads \(threads): expected 1 to 256") }
  }

  /// Clips without their features: what is tested is decoded anyhow.
  func dataset() throws -> Dataset {
    let dataset = try Dataset(folders: data, speakers: try SpeakerTable.embedded())
    tellLeftOut(dataset)
    return dataset
  }

  /// Clips with their features, less what was left out, which is told on standard error.
  func load(
    extraPaths: [String] = [], features: FeatureConfiguration = FeatureConfiguration()
  ) throws -> (dataset: Dataset, store: FeatureStore) {
    var dataset = try Dataset(folders: data, speakers: try SpeakerTable.embedded())
    let store = try FeatureStore(
      paths: dataset.clips.map(\.path) + extraPaths, configuration: features, cacheFolder: cacheFolder,
      threads: threads, report: { note("decoding \($0) recordings …") })
    dataset.leaveOutDoubtful(store)
    tellLeftOut(dataset)
    return (dataset, store)
  }

  private func tellLeftOut(_ dataset: Dataset) {
    for (reason, count) in dataset.leftOut.sorted(by: { $0.key < $1.key }) { note("left out: \(count) × \(reason)") }
  }

  private var cacheFolder: String {
    if let cache { return cache }
    let environment = ProcessInfo.processInfo.environment
    return (environment["XDG_CACHE_HOME"] ?? NSHomeDirectory() + "/.cache") + "/undertone-lab"
  }
}

/// A line on standard error.
func note(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
