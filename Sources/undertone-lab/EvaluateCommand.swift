import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model

/// Says how well a model hears people whom it was not trained on.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores a model on a split, clip by clip and in an endless stream, corpus by corpus.",
    discussion: """
      Clips go through the product's own path: decoder, resampler, features, network. In the stream, clips of random \
      speakers and emotions are joined with 0.2 to 1.5 s of background and nothing is ever reset; the estimate is read \
      at the end of each clip. WA is the share of right answers, UAR the mean of the emotions' recalls.
      """)

  @OptionGroup var corpus: CorpusOptions
  @Option(help: "The model file.") var model: String
  @Option(help: "train, dev, or held-out: the speakers that Config/splits.csv does not name.") var split = Split.dev
  @Option(help: "Seed of the stream's order and background.") var seed: UInt64 = 5
  @Option(help: "A recording for the stream's background. (default: noise/car-volvo.opus beside the first manifest)")
  var background: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let model = try Model(path: model)
    let clips = try corpus.load().dataset.clips.filter { $0.split == split }
    guard !clips.isEmpty else {
      throw ValidationError("no clip in \(corpus.data) belongs to the split \"\(split.rawValue)\"")
    }
    let trial = try StreamTrial(clips: clips, background: try noise(), seed: seed, threads: corpus.threads)
    let report = Report(
      model: model.metadata.name, sha256: model.metadata.sha256, split: split,
      clipByClip: try trial.clipByClip(model, threads: corpus.threads), stream: try trial.stream(model))
    guard json else { return print(report.table) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private func noise() throws -> [Float] {
    if let background { return try AudioDecoder.samples(of: background) }
    let kept = corpus.data[0] + "/noise/\(NoiseBank.keptForTests).opus"
    guard FileManager.default.fileExists(atPath: kept) else {
      note("no \(kept): the stream's background is made-up brown noise")
      return []
    }
    return try AudioDecoder.samples(of: kept)
  }
}

extension Split: ExpressibleByArgument {}
