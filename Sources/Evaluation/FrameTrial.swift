package import Corpus
package import Network
package import Spectrum

/// A quick look at a network between epochs: clips joined in an endless stream of frames, through the product's normaliser and step.
///
/// Between clips stand 0.2 to 1.5 s of a background recording, 30 to 50 dB below the clip (without one, the clip's own quiet). The
/// evaluation proper (`StreamTrial`) joins audio.
package struct FrameTrial: Sendable {
  private let clips: [Clip]
  private let store: FeatureStore
  private let statistics: BandStatistics
  private let background: NoiseBank
  private let seed: UInt64

  /// - Parameter background: at most one recording, not one that was trained on.
  package init(
    clips: [Clip], store: FeatureStore, statistics: BandStatistics, background: NoiseBank, seed: UInt64
  ) {
    self.clips = clips
    self.store = store
    self.statistics = statistics
    self.background = background
    self.seed = seed
  }

  /// Endless streams over all clips in a seeded order, one a thread, state never reset.
  /// - Throws: `SpectrumError` when the statistics are not the configuration's.
  package func run(_ weights: Weights, threads: Int) throws -> [Estimate] {
    var random = RandomSource(seed: seed)
    let order = clips.shuffled(using: &random)
    return try Jobs.map(threads, threads: threads) { thread in
      let part = stride(from: thread, to: order.count, by: threads).map { order[$0] }
      return try stream(part, weights, RandomSource(seed: seed, stream: UInt64(thread)))
    }.flatMap { $0 }
  }

  private func stream(_ clips: [Clip], _ weights: Weights, _ source: RandomSource) throws -> [Estimate] {
    let configuration = store.configuration
    let width = configuration.featureCount
    var normaliser = try CausalNormaliser(configuration, statistics)
    var state = State(weights.configuration)
    var random = source
    var estimates: [Estimate] = []
    var step = [Float](repeating: 0, count: width)
    for clip in clips {
      let count = store.entry(clip.path).frames
      var frames = [Float](repeating: 0, count: count * configuration.bandCount)
      store.copy(clip.path, count: count, into: &frames)
      let gap = Int(random.uniform(0.2, 1.5) / Float(configuration.stepSeconds)) * configuration.stackedFrames
      let quiet =
        background.gap(frames: gap, under: frames, decibels: 30...50, &random)
        ?? configuration.domain.background(gap, like: frames, statistics, &random)
      let all = quiet + frames
      var output: StepOutput?
      for start in stride(from: 0, through: all.count - width, by: width) {
        for index in 0..<width { step[index] = all[start + index] }
        step.withUnsafeMutableBufferPointer { buffer in
          if let base = buffer.baseAddress { normaliser.process(base) }
        }
        output = weights.step(step.span, state: &state)
      }
      if let output { estimates.append(Estimate(clip: clip, logits: output.emotion, gender: output.gender)) }
    }
    return estimates
  }
}
