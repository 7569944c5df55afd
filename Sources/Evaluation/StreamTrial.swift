package import Corpus
import Foundation
package import Model

/// Plays clips to the product's feature path and network: each by itself, and all in one endless stream.
///
///     clip by clip:    reset │ clip │ estimate      reset │ clip │ estimate …
///     endless stream:  background 0.2–1.5 s │ clip │ estimate │ background │ clip │ estimate …   (never reset)
///
/// The stream's background is a noise recording that no model is trained on, 30 to 50 dB below the clip that follows.
package struct StreamTrial: Sendable {
  private let clips: [Clip]
  private let samples: [[Float]]  // of each clip, 16 kHz
  private let background: [Float]
  private let seed: UInt64

  /// Decodes all clips.
  /// - Parameter background: samples at 16 kHz of a noise recording; empty makes up brown noise.
  /// - Throws: `CorpusError` naming the first file that cannot be read.
  package init(clips: [Clip], background: [Float], seed: UInt64, threads: Int) throws {
    let results = WorkResults<[Float]>(clips.count)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: clips.count, by: threads) {
        results.set(index, Result { try AudioDecoder.samples(of: clips[index].path) })
      }
    }
    samples = try results.all()
    self.clips = clips
    self.seed = seed
    self.background = background.isEmpty ? Self.brownNoise() : background
  }

  /// Every clip from a fresh start.
  package func clipByClip(_ model: Model, threads: Int) throws -> [Estimate] {
    let results = WorkResults<[Estimate]>(threads)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      results.set(
        thread,
        Result {
          var ear = try ProductEar(model)
          var estimates: [Estimate] = []
          for index in stride(from: thread, to: clips.count, by: threads) {
            ear.reset()
            guard let output = ear.hear(samples[index]) else { continue }
            estimates.append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
          }
          return estimates
        })
    }
    return try results.all().flatMap { $0 }
  }

  /// All clips in one stream, in a seeded order.
  package func stream(_ model: Model) throws -> [Estimate] {
    var ear = try ProductEar(model)
    var random = RandomSource(seed: seed)
    var estimates: [Estimate] = []
    for index in clips.indices.shuffled(using: &random) {
      _ = ear.hear(gap(before: samples[index], &random))
      guard let output = ear.hear(samples[index]) else { continue }
      estimates.append(Estimate(clip: clips[index], logits: output.emotion, gender: output.gender))
    }
    return estimates
  }

  /// Background of random length, level and place.
  private func gap(before clip: [Float], _ random: inout RandomSource) -> [Float] {
    let count = Int(random.uniform(0.2, 1.5) * 16_000)
    let decibels = random.uniform(-50, -30)
    let start = random.index(background.count)
    let noise = (0..<count).map { background[(start + $0) % background.count] }
    let gain = Self.rms(clip) / max(Self.rms(noise), 1e-6) * pow(10, decibels / 20)
    return noise.map { $0 * gain }
  }

  private static func rms(_ samples: [Float]) -> Float {
    (samples.reduce(0) { $0 + $1 * $1 } / Float(max(samples.count, 1))).squareRoot()
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
