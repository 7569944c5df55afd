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
  private let samples: [[Float]]  // of each clip, 16 kHz
  private let background: [Float]
  private let seed: UInt64

  /// Decodes all clips.
  /// - Parameter background: samples at 16 kHz of a noise recording; empty makes up brown noise.
  /// - Throws: `CorpusError` naming the first file that cannot be read.
  package init(clips: [Clip], background: [Float], seed: UInt64, threads: Int) throws {
    self.init(clips, try TestSounds.decode(clips, threads: threads), background, seed)
  }

  package init(_ sounds: TestSounds, background: [Float], seed: UInt64) {
    self.init(sounds.clips, sounds.samples, background, seed)
  }

  private init(_ clips: [Clip], _ samples: [[Float]], _ background: [Float], _ seed: UInt64) {
    self.clips = clips
    self.samples = samples
    self.seed = seed
    self.background = background.isEmpty ? Self.brownNoise() : background
  }

  /// Every clip from a fresh start.
  package func clipByClip(_ model: Model, threads: Int) throws -> [Estimate] {
    try Jobs.map(threads, threads: threads) { thread in
      var ear = try ProductEar(model)
      var estimates: [Estimate] = []
      for index in stride(from: thread, to: clips.count, by: threads) {
        ear.reset()
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
    play(noise, order) { index, gap, clip in
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
    play(nil, .shuffled) { index, gap, clip in
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
    let estimates = try Jobs.map(2, threads: threads) { $0 == 0 ? try clipByClip(model, threads: 1) : try stream(model) }
    return Hearing(clipByClip: estimates[0], stream: estimates[1])
  }

  /// The stream's audio: for each clip in turn its index, the background before it, and itself.
  private func play(_ noise: AddedNoise?, _ order: Order, _ hear: (Int, [Float], [Float]) -> Void) {
    var random = RandomSource(seed: seed)
    var noise = noise
    var indices = clips.indices.shuffled(using: &random)
    if order == .bySpeaker {
      let speakers = Dictionary(grouping: indices) { clips[$0].speaker }
      indices = speakers.keys.sorted().shuffled(using: &random).flatMap { speakers[$0] ?? [] }
    }
    for index in indices {
      var gap = gap(before: samples[index], &random)
      var clip = samples[index]
      noise?.add(to: &gap, and: &clip)
      hear(index, gap, clip)
    }
  }

  /// Background of random length, level and place.
  private func gap(before clip: [Float], _ random: inout RandomSource) -> [Float] {
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
