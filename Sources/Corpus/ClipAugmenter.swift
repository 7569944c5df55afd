internal import CTraining
import Foundation

/// Changes a clip's frames of log power as other mouths, rooms and microphones would.
///
/// Shapes: frames `[frames, bands]`, natural log power; changed in place or replaced.
struct ClipAugmenter: ClipChanges {
  let recipe: StreamRecipe
  let bands: Int
  /// ½·ln(E + 0.3), E exponential: how the power of noise scatters about its mean in one band.
  private let scatter: [Float]
  private static let scatterCount = 1 << 16
  /// Bands of the default front end: what is so many of them is the same share of another's.
  private static let melBands: Float = 64
  /// What digital silence gives: no gain brings a band below it.
  private let lowest: Float

  init(_ recipe: StreamRecipe, bands: Int, floor: Float) {
    self.recipe = recipe
    self.bands = bands
    lowest = log(floor)
    var random = RandomSource(seed: 0x5CA7)
    scatter = (0..<Self.scatterCount).map { _ in 0.5 * log(random.exponential() + 0.3) }
  }

  /// What another speaker and another microphone change: tempo, vocal-tract length, level, tilt.
  func voice(_ frames: [Float], warpedBy most: Float, _ random: inout RandomSource) -> ChangedVoice {
    var x = frames
    var warp: Float = 0
    if random.chance(recipe.speed) { x = resampleTime(x, rate: random.uniform(0.85, 1.18)) }
    let stretch = Float(frames.count / bands - 1) / Float(max(x.count / bands - 1, 1))
    if random.chance(recipe.vocalTract) {
      warp = random.uniform(-most, most)
      x = warpBands(x, share: warp / Self.melBands)
    }
    var shape = [Float](repeating: random.uniform(recipe.lowestLevel, recipe.highestLevel), count: bands)
    if random.chance(recipe.tilt) {
      for order in 1...3 {
        let size = random.normal()
        for band in 0..<bands { shape[band] += size * cos(.pi * Float(order * band) / Float(bands - 1)) }
      }
    }
    for start in stride(from: 0, to: x.count, by: bands) {
      for band in 0..<bands { x[start + band] = max(x[start + band] + shape[band], lowest) }
    }
    return ChangedVoice(frames: x, stretch: stretch, warpBands: warp)
  }

  /// A stationary noise floor of random height and colour.
  func addFloor(_ x: inout [Float], _ random: inout RandomSource) {
    guard random.chance(recipe.noiseFloor) else { return }
    let sample = (0..<400).map { _ in x[random.index(x.count)] }.sorted()
    let height = sample[Int(random.uniform(0.05, 0.6) * 399)] + random.normal()
    let slope = random.uniform(-3, 1)
    var offset = random.index(Self.scatterCount - bands)
    var noise = [Float](repeating: 0, count: bands)
    x.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in stride(from: 0, to: buffer.count, by: bands) {
        for band in 0..<bands {
          noise[band] = height + slope * Float(band) / Float(bands - 1) + scatter[offset + band]
        }
        ct_add_log_power(base + start, noise, 0, bands)
        offset = (offset + 7919) % (Self.scatterCount - bands)  // a prime stride: no pattern repeats within a clip
      }
    }
  }

  /// A stretch of bands and one of frames lose what they said. Source: Park et al., "SpecAugment", Interspeech 2019.
  func mask(_ x: inout [Float], _ random: inout RandomSource) {
    guard random.chance(recipe.spectralMasks) else { return }
    let frames = x.count / bands
    let mean = x.reduce(0, +) / Float(x.count)
    let width = random.index(13 * bands / Int(Self.melBands))
    let firstBand = random.index(bands - width + 1)
    for frame in 0..<frames {
      for band in firstBand..<firstBand + width { x[frame * bands + band] = mean }
    }
    let length = random.index(min(30, frames / 4) + 1)
    let first = random.index(frames - length + 1)
    for index in first * bands..<(first + length) * bands { x[index] = mean }
  }

  /// `rate` above 1 is faster: fewer frames.
  private func resampleTime(_ x: [Float], rate: Float) -> [Float] {
    let frames = x.count / bands
    let count = max(2, Int(Float(frames) / rate))
    var out = [Float](repeating: 0, count: count * bands)
    x.withUnsafeBufferPointer { from in
      out.withUnsafeMutableBufferPointer { to in
        guard let source = from.baseAddress, let target = to.baseAddress else { return }
        for index in 0..<count {
          let place = Float(index) * Float(frames - 1) / Float(count - 1)
          let low = min(Int(place), frames - 1)
          let high = min(low + 1, frames - 1)
          ct_mix(
            source + low * bands, source + high * bands, place - Float(low), target + index * bands, bands)
        }
      }
    }
    return out
  }

  /// Moves every band by a share of its number: a shorter or longer vocal tract.
  private func warpBands(_ x: [Float], share: Float) -> [Float] {
    let places = (0..<bands).map { min(max(Float($0) * (1 + share), 0), Float(bands - 1)) }
    var out = x
    for start in stride(from: 0, to: x.count, by: bands) {
      for band in 0..<bands {
        let low = Int(places[band])
        let high = min(low + 1, bands - 1)
        let weight = places[band] - Float(low)
        out[start + band] = (1 - weight) * x[start + low] + weight * x[start + high]
      }
    }
    return out
  }
}
