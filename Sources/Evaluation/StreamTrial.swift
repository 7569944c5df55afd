package import Corpus
package import Model
internal import Network

/// Plays clips to the product's feature path and network: each by itself, and all in one endless stream.
///
///     clip by clip:    reset │ clip │ estimate      reset │ clip │ estimate …
///     endless stream:  background 0.2–1.5 s │ clip │ estimate │ background │ clip │ estimate …   (never reset)
///
/// The stream's background is a noise recording that no model is trained on, 30 to 50 dB below the clip that follows.
package struct StreamTrial: Sendable {
  /// Who follows whom in a stream.
  package enum Order: Sendable {
    /// Any clip after any other.
    case shuffled
    /// One speaker's clips after another's, each speaker's shuffled: a driver, then the next one.
    case bySpeaker
  }

  package let clips: [Clip]
  let samples: [[Float]]  // of each clip, 16 kHz
  private let background: [Float]
  let seed: UInt64
  let watcher: Watcher

  /// - Parameter background: samples at 16 kHz of a noise recording; empty makes up brown noise.
  package init(_ sounds: TestSounds, background: [Float], seed: UInt64, watcher: Watcher = .none) {
    clips = sounds.clips
    samples = sounds.samples
    self.seed = seed
    self.watcher = watcher
    self.background = background.isEmpty ? Self.brownNoise() : background
  }

  /// Every clip from a fresh start.
  package func clipByClip(_ model: Model, threads: Int) throws -> [Estimate] {
    let meter = WorkMeter("clip by clip", total: clips.count, watcher)
    return try Jobs.map(threads, threads: threads) { thread in
      var ear = try ProductEar(model)
      var estimates: [Estimate] = []
      for index in stride(from: thread, to: clips.count, by: threads) {
        ear.reset()
        try meter.advance()
        guard let output = ear.hear(samples[index]) else { continue }
        estimates.append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
      }
      return estimates
    }.flatMap { $0 }
  }

  /// All clips in one stream, in a seeded order.
  /// - Parameter noise: runs through the stream; order and background are the same without it.
  package func stream(_ model: Model, noise: AddedNoise? = nil, order: Order = .shuffled) throws -> [Estimate] {
    var ear = try ProductEar(model)
    var estimates: [Estimate] = []
    let name = noise.map { "in noise at \(Int($0.decibels)) dB" } ?? (order == .bySpeaker ? "one speaker at a time" : "endless stream")
    try play(noise, order, called: name) { index, gap, clip in
      _ = ear.hear(gap)
      guard let output = ear.hear(clip) else { return }
      estimates.append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
    }
    return estimates
  }

  /// The same stream, listened to as each clip goes on.
  /// - Parameter seconds: of speech (`SpeechClock`), ascending.
  package func stream(_ model: Model, after seconds: [Double]) throws -> AnytimeEstimates {
    var ear = try ProductEar(model)
    var result = AnytimeEstimates(times: seconds.count + 1)
    try play(nil, .shuffled, called: "as speech goes on") { index, gap, clip in
      _ = ear.hear(gap)
      let clock = SpeechClock(clip)
      var reached: [StepOutput] = []
      let last = ear.hear(clip) { samples, output in
        while reached.count < seconds.count, clock.seconds(after: samples) >= seconds[reached.count] {
          reached.append(output)
        }
      }
      guard let last else { return }
      result.spokenSeconds.append(clock.total)
      for time in result.estimates.indices {
        let output = time < reached.count ? reached[time] : last
        result.estimates[time].append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
      }
    }
    return result
  }

  /// Both, side by side where there are threads for it.
  package func both(_ model: Model, threads: Int) throws -> Hearing {
    let estimates = try Jobs.map(2, threads: threads) { $0 == 0 ? try clipByClip(model, threads: max(1, threads - 1)) : try stream(model) }
    return Hearing(clipByClip: estimates[0], stream: estimates[1])
  }

  /// All clips again and again, in one stream of so many hours, in a new order each time.
  /// - Returns: each estimate with the hours that had passed.
  package func stream(_ model: Model, hours: Double) throws -> [PlacedEstimate] {
    var ear = try ProductEar(model)
    var estimates: [PlacedEstimate] = []
    var passed = 0.0
    var round: UInt64 = 0
    let meter = WorkMeter("seconds of a long stream", total: Int(hours * 3600), watcher)
    func goesOn() -> Bool { passed < hours }
    while goesOn(), !clips.isEmpty {
      try play(nil, .shuffled, round: round, goesOn: goesOn) { index, gap, clip in
        _ = ear.hear(gap)
        let output = ear.hear(clip)
        let before = Int(passed * 3600)
        passed += Double(gap.count + clip.count) / 16_000 / 3600
        try meter.advance(by: Int(passed * 3600) - before)
        guard let output else { return }
        let estimate = Estimate(clip: clips[index], logits: output.emotion, gender: output.gender)
        estimates.append(PlacedEstimate(estimate: estimate, hours: passed))
      }
      round += 1
    }
    return estimates
  }

  /// The stream with audio lost out of it, again and again: `seconds` that end somewhere in the first half of every second clip.
  ///
  /// A loss reaches back into the background before the clip and into the clip before that, which is not asked about. Two streams, so that
  /// each clip is hit in one of them. What the product does to its state stands in `GapPolicy`.
  /// - Returns: the estimates at the ends of the clips that were hit.
  package func stream(_ model: Model, losing seconds: Double) throws -> [Estimate] {
    var estimates: [Estimate] = []
    let meter = WorkMeter("losses of \(seconds) s", total: 2 * clips.count, watcher)
    for turn in 0..<2 {
      var ear = try ProductEar(model)
      var random = RandomSource(seed: seed, stream: 0x6A9)
      var (number, before): (Int, [Float]) = (0, [])
      try play(nil, .shuffled) { index, gap, clip in
        try meter.advance()
        number += 1
        let place = Double(random.uniform(0, 0.5))
        guard number % 2 == turn else {
          before = gap + clip
          return
        }
        let unit = before + gap + clip
        before = []
        let end = unit.count - clip.count + Int(place * Double(clip.count))
        _ = ear.hear(Array(unit[..<max(0, end - Int(seconds * 16_000))]))
        ear.lose(seconds: seconds)
        guard let output = ear.hear(Array(unit[end...])) else { return }
        estimates.append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
      }
    }
    return estimates
  }

  /// The stream's audio: for each clip in turn its index, the background before it, and itself.
  /// - Parameters:
  ///   - round: another order with each.
  ///   - name: what the watcher is told; nil: nothing.
  ///   - goesOn: asked before each clip.
  private func play(
    _ noise: AddedNoise?, _ order: Order, round: UInt64 = 0, called name: String? = nil, goesOn: () -> Bool = { true },
    _ hear: (Int, [Float], [Float]) throws -> Void
  ) throws {
    var random = round == 0 ? RandomSource(seed: seed) : RandomSource(seed: seed, stream: round)
    var noise = noise
    var indices = clips.indices.shuffled(using: &random)
    if order == .bySpeaker {
      let speakers = Dictionary(grouping: indices) { clips[$0].speaker }
      indices = speakers.keys.sorted().shuffled(using: &random).flatMap { speakers[$0] ?? [] }
    }
    let meter = name.map { WorkMeter($0, total: indices.count, watcher) }
    for index in indices where goesOn() {
      var gap = gap(before: samples[index], &random)
      var clip = samples[index]
      noise?.add(to: &gap, and: &clip)
      try hear(index, gap, clip)
      try meter?.advance()
    }
  }

  /// Background of random length, level and place.
  func gap(before clip: [Float], _ random: inout RandomSource) -> [Float] {
    let count = Int(random.uniform(0.2, 1.5) * 16_000)
    let decibels = random.uniform(-50, -30)
    let start = random.index(background.count)
    let noise = (0..<count).map { background[(start + $0) % background.count] }
    let gain = Level.rms(clip) / max(Level.rms(noise), 1e-6) * Level.factor(decibels)
    return noise.map { $0 * gain }
  }

  /// Ten seconds of noise that falls by 6 dB an octave, as rooms and roads do.
  private static func brownNoise() -> [Float] {
    var random = RandomSource(seed: 0xB0B)
    var level: Float = 0
    return (0..<160_000).map { _ in
      level = 0.98 * level + 0.02 * random.normal()
      return level
    }
  }
}
