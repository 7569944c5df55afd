import Foundation
package import Spectrum

/// What all lanes of a training share: clips, their frames, noise, statistics and the recipe.
package final class StreamMaterial: Sendable {
  package let clips: [Clip]
  package let statistics: BandStatistics
  package let recipe: StreamRecipe
  package let store: FeatureStore
  package let teacher: TeacherTargets?
  let noise: NoiseBank
  let domain: any FrameDomain
  let augmenter: any ClipChanges
  /// √(mean count / count) of each emotion, at most 3: rare ones weigh more.
  package let importance: [Float]

  package var configuration: FeatureConfiguration { store.configuration }

  /// - Precondition: `store` was made for the clips, and none of them is shorter than a step.
  /// - Parameter statistics: of the features that the network knows; nil: those of the clips.
  package init(
    clips: [Clip], store: FeatureStore, noise: NoiseBank, recipe: StreamRecipe, teacher: TeacherTargets? = nil,
    statistics: BandStatistics? = nil
  ) {
    self.clips = clips
    self.store = store
    self.noise = noise
    self.recipe = recipe
    self.teacher = teacher
    domain = store.configuration.domain
    augmenter = domain.changes(recipe)
    self.statistics = statistics ?? Self.statistics(clips, store)
    var counts = [Float](repeating: 0, count: Emotion.allCases.count)
    for clip in clips {
      if let emotion = clip.emotion { counts[emotion.rawValue] += recipe.passes(of: clip.corpus) }
    }
    let mean = counts.reduce(0, +) / Float(counts.count)
    importance = counts.map { min(3, (mean / max($0, 1)).squareRoot()) }
  }

  /// Steps of one epoch: each clip as often as the recipe says, with the background between clips.
  package var stepsAnEpoch: Int {
    let gapSeconds = recipe.gaps.reduce(0) { $0 + $1.share * ($1.from + $1.to) / 2 }
    let gap = gapSeconds / Float(configuration.stepSeconds)
    let steps = clips.reduce(0.0) { sum, clip in
      let own = Float(store.entry(clip.path).frames / configuration.stackedFrames)
      return sum + Double(recipe.passes(of: clip.corpus) * (own + gap))
    }
    return Int(steps)
  }

  /// Clip numbers of one pass in random order; a corpus with 2.5 passes gives each clip two or three times.
  func drawOrder(_ random: inout RandomSource) -> [Int] {
    var order: [Int] = []
    for (index, clip) in clips.enumerated() {
      let passes = recipe.passes(of: clip.corpus)
      let count = Int(passes) + (random.chance(passes - passes.rounded(.down)) ? 1 : 0)
      order += repeatElement(index, count: count)
    }
    return order.shuffled(using: &random)
  }

  /// Mean and deviation of each band, over every tenth frame; samples have none.
  private static func statistics(_ clips: [Clip], _ store: FeatureStore) -> BandStatistics {
    let bands = store.configuration.bandCount
    if store.configuration.frontEnd == .waveform { return .unchanged(bandCount: bands) }
    var (sums, squares, count) = ([Double](repeating: 0, count: bands), [Double](repeating: 0, count: bands), 0.0)
    var frame = [Float](repeating: 0, count: bands)
    for clip in clips {
      for index in stride(from: 0, to: store.entry(clip.path).frames, by: 10) {
        store.copy(clip.path, first: index, count: 1, into: &frame)
        for band in 0..<bands {
          sums[band] += Double(frame[band])
          squares[band] += Double(frame[band]) * Double(frame[band])
        }
        count += 1
      }
    }
    let means = sums.map { $0 / max(count, 1) }
    let deviations = zip(squares, means).map { (max($0 / max(count, 1) - $1 * $1, 1e-4)).squareRoot() }
    return BandStatistics(mean: means.map { Float($0) }, deviation: deviations.map { Float($0) })
  }
}
