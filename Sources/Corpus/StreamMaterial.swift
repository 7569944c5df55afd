import Foundation
package import Spectrum

/// What all lanes of a training share: clips, their frames, noise, statistics and the recipe.
package final class StreamMaterial: Sendable {
  package let clips: [Clip]
  package let statistics: BandStatistics
  package let recipe: StreamRecipe
  package let store: FeatureStore
  let noise: NoiseBank
  let augmenter: ClipAugmenter
  /// √(mean count / count) of each emotion, at most 3: rare ones weigh more.
  package let importance: [Float]

  package var configuration: FeatureConfiguration { store.configuration }

  /// - Precondition: `store` was made for the clips, and none of them is shorter than a step.
  package init(clips: [Clip], store: FeatureStore, noise: NoiseBank, recipe: StreamRecipe) {
    self.clips = clips
    self.store = store
    self.noise = noise
    self.recipe = recipe
    augmenter = ClipAugmenter(recipe, bands: store.configuration.bandCount)
    statistics = Self.statistics(clips, store)
    var counts = [Float](repeating: 0, count: Emotion.allCases.count)
    for clip in clips { counts[clip.emotion.rawValue] += 1 }
    let mean = Float(clips.count) / Float(counts.count)
    importance = counts.map { min(3, (mean / max($0, 1)).squareRoot()) }
  }

  /// Steps of one pass over the clips with the background between them.
  package var stepsAnEpoch: Int {
    let frames = clips.reduce(0) { $0 + store.entry($1.path).frames }
    let gap = recipe.gaps.reduce(0) { $0 + $1.share * ($1.from + $1.to) / 2 }
    return frames / configuration.stackedFrames + Int(Float(clips.count) * gap / Float(configuration.stepSeconds))
  }

  /// Mean and deviation of each band, over every tenth frame.
  private static func statistics(_ clips: [Clip], _ store: FeatureStore) -> BandStatistics {
    let bands = store.configuration.bandCount
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
