import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model

/// Says how well a model hears people whom it was not trained on.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Tests models on people whom they have not heard, clip by clip and in an endless stream.",
    discussion: """
      Clips go through the product's own path: decoder, resampler, features, network. In the stream, clips of random \
      speakers and emotions are joined with 0.2 to 1.5 s of background and nothing is ever reset; the estimate is read \
      at the end of each clip. WA is the share of right answers, UAR the mean of the emotions' recalls. Without a \
      protocol one model's scores are printed corpus by corpus.

      Protocols (a model file says which clips it was trained on, and is refused where it would be tested on them):
        cremad            CREMA-D beside its listeners; by gender, age and intensity
        ravdess-emobox    RAVDESS, EmoBox folds 2 to 6: models of speakers-1…5
        savee-loso        SAVEE, one speaker left out: the same models
        tess-cross        TESS, tested on the other speaker: the same models
        random            a fifth of all clips, whoever speaks: a model of random
        leave-corpus-out  a corpus never heard: models of without-cremad, …
        noise             car noise through the stream at 20, 10, 5 and 0 dB SNR
        anytime           UAR after 0.25 to 3 s of speech
        stream            what the endless stream loses, and whether it grows
        calibration       whether the confidence is right, and what abstaining brings
        background        an hour without a speaker: how often is an emotion named?
      Figures stand with 95 % intervals, bootstrapped over speakers.
      """)

  @OptionGroup var corpus: CorpusOptions
  @Option(name: .long, parsing: .upToNextOption, help: "The model files.") var model: [String]
  @Option(name: .customLong("protocol"), parsing: .upToNextOption, help: "What to test, by name; see above.")
  var tests: [TestProtocol] = []
  @Option(
    help: """
      Whom models of the partition "split" are tested on: train, dev, or held-out, the speakers that Config/splits.csv \
      does not name.
      """)
  var split = Split.dev
  @Option(help: "Seed of the stream's order and background.") var seed: UInt64 = 5
  @Option(help: "A recording for the stream's background. (default: noise/car-volvo.opus beside the first manifest)")
  var background: String?
  @Option(help: "The recording for the protocol noise. (default: the same)") var noise: String?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard model.count == 1 || !tests.isEmpty else { throw ValidationError("several models need a --protocol") }
  }

  func run() throws {
    let candidates = try model.map { try Candidate(try Model(path: $0), path: $0) }
    // A copy of a tested clip may have been trained on only where clips of one speaker stand on both sides.
    let isRandom = candidates.contains { $0.partition == .random }
    let dataset = isRandom ? try corpus.load().dataset : try corpus.dataset()
    if tests.isEmpty { try overview(candidates[0], dataset.clips) } else { try test(candidates, dataset.clips) }
  }

  private func test(_ candidates: [Candidate], _ clips: [Clip]) throws {
    let room = TestRoom(
      clips: clips, split: split, background: try backgroundSamples(), noise: try noiseRecording(),
      recordings: { try recordings() }, seed: seed, threads: corpus.threads, tell: note)
    try room.check(tests, candidates)
    var outcomes: [Outcome] = []
    for test in tests {
      let found = try room.run(test, candidates)
      outcomes += found
      if !json { print(found.map { $0.text + "\n" }.joined(separator: "\n")) }
    }
    if json { print(try Outcome.json(outcomes)) }
  }

  /// A model's scores corpus by corpus, on whom it was not trained.
  private func overview(_ candidate: Candidate, _ clips: [Clip]) throws {
    let isSplit = candidate.partition == .split
    let tested = clips.filter { isSplit ? $0.split == split : candidate.partition.tests($0) }
    // The fit to what was learnt may be looked at, when it is asked for by name.
    if !isSplit || split != .train { try candidate.check(tested, of: clips, for: "evaluate") }
    let sounds = try TestSounds(tested, threads: corpus.threads)
    let trial = StreamTrial(sounds, background: try backgroundSamples(), seed: seed)
    let metadata = candidate.model.metadata
    let report = Report(
      model: metadata.name, sha256: metadata.sha256, split: isSplit ? split.rawValue : candidate.partition.name,
      try trial.both(candidate.model, threads: corpus.threads))
    guard json else { return print(report.table) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }

  private var kept: String { corpus.data[0] + "/noise/\(NoiseBank.keptForTests).opus" }

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
    let name = URL(filePath: path).deletingPathExtension().lastPathComponent
    return (name, tests.contains(.noise) ? try AudioDecoder.samples(of: path) : [])
  }

  private func recordings() throws -> [(name: String, samples: [Float])] {
    let folder = corpus.data[0] + "/noise"
    let paths = NoiseBank.paths(in: folder)
    if paths.isEmpty { note("no recordings in \(folder): the background is made up altogether") }
    return try paths.map { path in
      (URL(filePath: path).deletingPathExtension().lastPathComponent, try AudioDecoder.samples(of: path))
    }
  }
}

extension Split: ExpressibleByArgument {}
extension TestProtocol: ExpressibleByArgument {}
