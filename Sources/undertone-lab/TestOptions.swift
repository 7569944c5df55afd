import ArgumentParser
import Corpus
import Evaluation
import Foundation

/// Who is tested, and with which sounds: what every test has in common.
struct TestOptions: ParsableArguments {
  @OptionGroup var corpus: CorpusOptions
  @Option(
    help: """
      Whom models of the partition "split" are tested on: train, dev, or held-out, the speakers that Config/splits.csv \
      does not name.
      """)
  var split = Split.dev
  @Option(help: "Seed of the stream's order and background.") var seed: UInt64 = 5
  @Option(help: "A recording for the stream's background. (default: noise/car-volvo.opus in the first data folder that has it)")
  var background: String?
  @Option(help: "The recording for the protocol noise. (default: the same)") var noise: String?
  @Option(help: "How long the stream of the protocol stream is.") var hours = 6.0

  func validate() throws {
    guard hours > 0, hours <= 1000 else { throw ValidationError("--hours \(hours): expected more than 0, and 1000 at most") }
    guard split != .undecided else { throw ValidationError("--split undecided: expected train, dev or held-out") }
  }

  /// The clips that the data folders hold for these models.
  func clips(for candidates: [Candidate], _ watcher: Watcher) throws -> [Clip] {
    // A copy of a tested clip may have been trained on only where clips of one speaker stand on both sides.
    let isRandom = candidates.contains { $0.partition == .random }
    return isRandom ? try corpus.load(watcher).dataset.clips : try corpus.dataset().clips
  }

  func room(_ clips: [Clip], _ watcher: Watcher) throws -> TestRoom {
    let noise = try noiseRecording()
    return TestRoom(
      clips: clips, split: split, background: try backgroundSamples(), noise: noise, recordings: { try recordings() }, seed: seed,
      hours: hours, threads: corpus.work.threads, watcher: watcher, tell: note)
  }

  private var kept: String { corpus.noiseFolder + "/\(NoiseBank.keptForTests).opus" }

  private func backgroundSamples() throws -> [Float] {
    if let background { return try AudioDecoder.samples(of: background) }
    guard FileManager.default.fileExists(atPath: kept) else {
      note("no \(kept): the stream's background is made-up brown noise")
      return []
    }
    return try AudioDecoder.samples(of: kept)
  }

  /// Empty when there is none.
  private func noiseRecording() throws -> (name: String, samples: [Float]) {
    let path = noise ?? kept
    guard noise != nil || FileManager.default.fileExists(atPath: path) else { return (path, []) }
    return (URL(filePath: path).deletingPathExtension().lastPathComponent, try AudioDecoder.samples(of: path))
  }

  private func recordings() throws -> [(name: String, samples: [Float])] {
    let paths = NoiseBank.paths(in: corpus.noiseFolder)
    if paths.isEmpty { note("no recordings in \(corpus.noiseFolder): the background is made up altogether") }
    return try paths.map { path in
      (URL(filePath: path).deletingPathExtension().lastPathComponent, try AudioDecoder.samples(of: path))
    }
  }
}

extension Split: ExpressibleByArgument {
  public static var allValueStrings: [String] { [Split.train, .dev, .heldOut].map(\.rawValue) }
}
extension TestProtocol: ExpressibleByArgument {}
