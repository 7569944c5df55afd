package import Corpus
internal import Model

/// Makes the tests: decodes what is played, once for tests in a row that play the same, and hands it to the models.
package final class TestRoom {
  private let clips: [Clip]
  private let split: Split
  private let background: [Float]
  private let noise: (name: String, samples: [Float])
  private let recordings: () throws -> [(name: String, samples: [Float])]
  private let seed: UInt64
  private let hours: Double
  private let threads: Int
  private let watcher: Watcher
  private let tell: (String) -> Void

  private var keys: [String] = []
  private var trial: StreamTrial?
  /// By the model's file, of `trial`.
  private var heard: [String: Hearing] = [:]

  /// - Parameters:
  ///   - clips: all that the data folders hold.
  ///   - split: whom models of the partition `split` are tested on.
  ///   - background: of the streams; empty makes up brown noise.
  ///   - noise: for the protocol `noise`.
  ///   - recordings: for the protocols `background` and `signal`.
  ///   - hours: how long the stream of the protocol `stream` is.
  ///   - tell: is told what goes on, a line at a time.
  package init(
    clips: [Clip], split: Split, background: [Float], noise: (name: String, samples: [Float]),
    recordings: @escaping () throws -> [(name: String, samples: [Float])], seed: UInt64,
    hours: Double = 1, threads: Int, watcher: Watcher = .none, tell: @escaping (String) -> Void
  ) {
    self.clips = clips
    self.split = split
    self.background = background
    self.noise = noise
    self.recordings = recordings
    self.seed = seed
    self.hours = hours
    self.threads = threads
    self.watcher = watcher
    self.tell = tell
  }

  /// Refuses at once what cannot be tested, before anything is decoded.
  package func check(_ tests: [TestProtocol], _ candidates: [Candidate]) throws(EvaluationError) {
    for test in tests {
      for candidate in candidates { _ = try candidate.clips(of: clips, for: test, split: split) }
      try Candidate.check(candidates, for: test)
      if test == .noise, noise.samples.isEmpty {
        throw EvaluationError("noise needs a recording: there is no \(noise.name); name one with --noise FILE")
      }
    }
  }

  /// One outcome for all candidates, or one for each.
  package func run(_ test: TestProtocol, _ candidates: [Candidate]) throws -> [Outcome] {
    guard test.takesSeveralModels else {
      return try candidates.map { Outcome(test, [$0], try report(test, $0)) }
    }
    let order = test.partitions.map(\.name)
    let sorted = candidates.sorted { order.firstIndex(of: $0.partition.name) ?? 0 < order.firstIndex(of: $1.partition.name) ?? 0 }
    let runs = try sorted.map { candidate in
      RunsReport.Run(
        model: candidate.model.metadata.name, partition: candidate.partition.name, heard: try hear(test, candidate))
    }
    return [Outcome(test, sorted, report(test, runs))]
  }

  /// A model's scores corpus by corpus, on whom it was not trained.
  package func overview(_ candidate: Candidate) throws -> Overview {
    let isSplit = candidate.partition == .split
    let tested = clips.filter { isSplit ? $0.split == split : candidate.partition.tests($0) }
    // The fit to what was learnt may be looked at, when it is asked for by name.
    if !isSplit || split != .train { try candidate.check(tested, of: clips, for: "evaluate") }
    let heard = try hear(tested, candidate, as: "overview")
    return Overview(candidate, split: isSplit ? split.rawValue : candidate.partition.name, heard)
  }

  private func report(_ test: TestProtocol, _ runs: [RunsReport.Run]) -> RunsReport {
    let missing = test.partitions.map(\.name).filter { name in !runs.contains { $0.partition == name } }
    let notes = missing.isEmpty ? [] : ["Not whole: no model of \(missing.joined(separator: ", ")) was given."]
    let (title, mean): (String, RunsReport.Mean) =
      switch test {
      case .ravdessEmobox: ("RAVDESS, EmoBox folds 2 to 6", .runs)
      case .saveeLoso: ("SAVEE, one speaker left out", .speakers)
      case .tessCross: ("TESS, trained on the one speaker and tested on the other", .speakers)
      default: ("One corpus left out", .runs)
      }
    return RunsReport(title, mean: mean, runs, notes: notes)
  }

  private func report(_ test: TestProtocol, _ candidate: Candidate) throws -> any TestReport {
    switch test {
    case .background:
      let sounds = BackgroundSound.hour(recordings: try recordings(), seed: seed)
      tell("background: \(candidate.path), \(sounds.count) sounds")
      return BackgroundReport(sounds, try BackgroundTrial.run(candidate.model, sounds, watcher: watcher))
    case .signal:
      let recordings = try recordings()
      let harms = try prepare(test, candidate).faults(candidate.model, threads: threads)
      tell("signal: the watch over all \(clips.count) clips and \(recordings.count) recordings, in which the model has no part")
      return SignalReport(
        try SignalTrial.run(clips, recordings: recordings, seed: seed, threads: threads, watcher: watcher), harms)
    case .noise:
      let trial = try prepare(test, candidate)
      let clean = try hear(test, candidate).stream
      let levels = NoiseReport.levels
      let noisy = try Jobs.map(levels.count, threads: threads) { [noise] index in
        try trial.stream(candidate.model, noise: AddedNoise(noise.samples, decibels: levels[index]))
      }
      return NoiseReport(noise: noise.name, clean: clean, noisy: Array(zip(levels, noisy)))
    case .anytime:
      return AnytimeReport(try prepare(test, candidate).stream(candidate.model, after: AnytimeReport.seconds))
    case .gap:
      return GapReport(try prepare(test, candidate).gaps(candidate.model, threads: threads))
    default:
      let heard = try hear(test, candidate)
      switch test {
      case .cremad: return CremadReport(heard)
      case .random: return RandomReport(heard)
      case .stream:
        let trial = try prepare(test, candidate)
        let lengths = StalenessReport.gapSeconds
        // One long stream beside the shorter ones: the longest first.
        let streams = try Jobs.map(2 + lengths.count, threads: threads) { [hours] index -> [PlacedEstimate] in
          switch index {
          case 0: try trial.stream(candidate.model, hours: hours)
          case 1: try trial.stream(candidate.model, order: .bySpeaker).map { PlacedEstimate(estimate: $0) }
          default: try trial.stream(candidate.model, losing: lengths[index - 2]).map { PlacedEstimate(estimate: $0) }
          }
        }
        return StalenessReport(
          heard, speakersInARow: streams[1].map(\.estimate), long: streams[0], afterGaps: streams[2...].map { $0.map(\.estimate) })
      default: return CalibrationReport(stream: heard.stream, temperature: candidate.model.metadata.temperature)
      }
    }
  }

  private func hear(_ test: TestProtocol, _ candidate: Candidate) throws -> Hearing {
    try hear(try candidate.clips(of: clips, for: test, split: split), candidate, as: test.rawValue)
  }

  /// The estimates, from the last time if it is the same model and the same clips.
  private func hear(_ tested: [Clip], _ candidate: Candidate, as name: String) throws -> Hearing {
    let trial = try prepare(tested, candidate, as: name)
    if let heard = heard[candidate.model.metadata.sha256] { return heard }
    let estimates = try trial.both(candidate.model, threads: threads)
    heard[candidate.model.metadata.sha256] = estimates
    return estimates
  }

  private func prepare(_ test: TestProtocol, _ candidate: Candidate) throws -> StreamTrial {
    try prepare(try candidate.clips(of: clips, for: test, split: split), candidate, as: test.rawValue)
  }

  /// The clips that are played, decoded; those of the last time if they are the same.
  private func prepare(_ tested: [Clip], _ candidate: Candidate, as name: String) throws -> StreamTrial {
    if let trial, tested.map(\.key) == keys { return trial }
    trial = nil
    tell("\(name): \(candidate.path), \(tested.count) clips")
    let sounds = try TestSounds(tested, threads: threads, watcher: watcher)
    for (reason, count) in sounds.leftOut.sorted(by: { $0.key < $1.key }) { tell("left out: \(count) × \(reason)") }
    guard !sounds.clips.isEmpty else {
      throw EvaluationError("\(name): none of the \(tested.count) clips can be played; undertone-lab corpus says why")
    }
    let made = StreamTrial(sounds, background: background, seed: seed, watcher: watcher)
    (keys, trial, heard) = (tested.map(\.key), made, [:])
    return made
  }
}
