import ArgumentParser
import Corpus
import Foundation
import Spectrum

/// Where the clips come from, and where their features are kept.
struct CorpusOptions: ParsableArguments {
  @Option(
    name: .long, parsing: .upToNextOption,
    help: """
      Folders with a manifest.csv, or with RAVDESS, CREMA-D, SAVEE, TESS, EmoDB or VoxForge as they are distributed; or your own list: a \
      CSV file with the columns path, emotion and speaker (and if you like gender, age, split and note).
      """)
  var data: [String]

  @OptionGroup var work: WorkOptions

  /// Clips without their features: what is tested is decoded anyhow.
  func dataset() throws -> Dataset {
    let dataset = try Dataset(at: data, speakers: try SpeakerTable.embedded())
    tellLeftOut(dataset)
    return dataset
  }

  /// Clips with their features, less what was left out, which is told on standard error.
  func load(
    extraPaths: [String] = [], features: FeatureConfiguration = FeatureConfiguration(), _ watcher: Watcher
  ) throws -> (dataset: Dataset, store: FeatureStore) {
    var dataset = try Dataset(at: data, speakers: try SpeakerTable.embedded())
    let store = try work.store(dataset.clips.map(\.path) + extraPaths, features, watcher)
    if let path = extraPaths.first(where: { store.damaged[$0] != nil }) { throw CorpusError(store.damaged[path] ?? path) }
    dataset.leaveOutDoubtful(store)
    tellLeftOut(dataset)
    return (dataset, store)
  }

  private func tellLeftOut(_ dataset: Dataset) {
    let leftOut = dataset.leftOut.sorted { $0.key < $1.key }
    for (reason, count) in leftOut { note("left out: \(count) × \(reason)") }
    if !leftOut.isEmpty { note("(undertone-lab corpus names them)") }
  }

  /// The folder of background recordings: the first one named noise in a data folder or beside a list.
  var noiseFolder: String {
    let folders = data.map { place in
      (place.lowercased().hasSuffix(".csv") ? URL(filePath: place).deletingLastPathComponent().path : place) + "/noise"
    }
    return folders.first { FileManager.default.fileExists(atPath: $0) } ?? folders[0]
  }
}

/// How much of the machine is used, and where features are kept.
struct WorkOptions: ParsableArguments {
  @Option(help: "Folder for computed features; can be deleted at any time. (default: ~/.cache/undertone-lab)")
  var cache: String?

  @Option(help: "Threads.")
  var threads = 2

  func validate() throws {
    guard (1...256).contains(threads) else { throw ValidationError("--threads \(threads): expected 1 to 256") }
  }

  func store(_ paths: [String], _ features: FeatureConfiguration, _ watcher: Watcher) throws -> FeatureStore {
    try FeatureStore(paths: paths, configuration: features, cacheFolder: cacheFolder, threads: threads, watcher: watcher)
  }

  private var cacheFolder: String {
    if let cache { return cache }
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory() + "/.cache"
    return base + "/undertone-lab"
  }
}
