import Foundation
internal import Spectrum

/// Frames that are the signal itself, a hop of samples each.
struct SampleDomain: FrameDomain {
  let configuration: FeatureConfiguration
  private var hop: Int { configuration.bandCount }

  init(configuration: FeatureConfiguration) { self.configuration = configuration }

  func silence(_ count: Int) -> [Float] { [Float](repeating: 0, count: count * hop) }

  /// −20 for nothing, as for frames of log power.
  func power(_ frames: [Float]) -> Float { frames.isEmpty ? -20 : Self.meanSquare(frames[...], floor: configuration.floor) }

  /// Pairs of frames from among the quietest 8 %, in random order and sign, under sine windows that overlap by a frame: their squares
  /// add up to 1, so unrelated pieces give a steady power.
  func background(_ count: Int, like frames: [Float], _ statistics: BandStatistics, _ random: inout RandomSource) -> [Float] {
    let levels = (0..<max(0, frames.count / hop - 1)).map { Self.meanSquare(frames[$0 * hop..<($0 + 2) * hop], floor: 0) }
    guard count > 0, !levels.isEmpty else { return silence(count) }
    let quiet = levels.indices.sorted { levels[$0] < levels[$1] }.prefix(max(1, levels.count * 8 / 100))
    let window = (0..<2 * hop).map { sin(.pi * (Float($0) + 0.5) / Float(2 * hop)) }
    var out = silence(count + 1)
    for piece in 0..<count {
      let start = quiet[random.index(quiet.count)] * hop
      let sign: Float = random.chance(0.5) ? 1 : -1
      for index in 0..<2 * hop { out[piece * hop + index] += sign * window[index] * frames[start + index] }
    }
    out.removeLast(hop)
    return out
  }

  func loudness(_ frames: [Float], _ statistics: BandStatistics) -> [Float] {
    let width = configuration.featureCount
    return (0..<frames.count / width).map {
      Self.meanSquare(frames[$0 * width..<($0 + 1) * width], floor: configuration.floor)
    }
  }

  /// Taps of a `SampleFilter`.
  func filter(level: Float, cosines: [Float]) -> [Float] {
    SampleFilter.taps(configuration) { SampleFilter.cosines(cosines, at: $0) + level }
  }

  func add(_ recording: [Float], from position: inout Int, through filter: [Float], to frames: inout [Float]) {
    let (count, length) = (frames.count / hop, recording.count / hop)
    // The filter hears half its taps before the first sample and half after the last.
    let half = filter.count / 2
    var at = (position * hop + length * hop - half % (length * hop)) % (length * hop)
    var heard = [Float](repeating: 0, count: count * hop + 2 * half)
    for index in heard.indices {
      heard[index] = recording[at]
      at = at + 1 == length * hop ? 0 : at + 1
    }
    SampleFilter.add(heard, through: filter, to: &frames)
    position = (position + count) % length
  }

  func changes(_ recipe: StreamRecipe) -> any ClipChanges { SampleAugmenter(recipe, configuration) }

  /// Natural logarithm of the mean square + `floor`.
  private static func meanSquare(_ samples: ArraySlice<Float>, floor: Float) -> Float {
    var sum: Float = 0
    for sample in samples { sum += sample * sample }
    return log(sum / Float(samples.count) + floor)
  }
}
