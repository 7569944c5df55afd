import Foundation
internal import Spectrum

/// `ClipAugmenter`'s changes, with its numbers, made on samples: tempo and vocal tract by resampling, colour by a short filter.
///
/// What samples cannot do as frames of log power can: a faster voice is also a higher one, and a shorter vocal tract also faster.
/// Shapes: frames `[frames, hop]`, which is the signal itself.
struct SampleAugmenter: ClipChanges {
  let recipe: StreamRecipe
  private let configuration: FeatureConfiguration
  private let hop: Int
  /// Periodic Hann of a frame's length, over √Σw², Σw² = ⅜ of the length.
  private let window: [Float]
  /// Bands of the default front end, which the recipe's widths are counted in.
  private static let bands = 64

  init(_ recipe: StreamRecipe, _ configuration: FeatureConfiguration) {
    self.recipe = recipe
    self.configuration = configuration
    hop = configuration.bandCount
    let count = Float(configuration.windowLength)
    window = (0..<configuration.windowLength).map { (0.5 - 0.5 * cos(2 * .pi * Float($0) / count)) / (0.375 * count).squareRoot() }
  }

  func voice(_ frames: [Float], warpedBy most: Float, _ random: inout RandomSource) -> ChangedVoice {
    var voice = ChangedVoice(frames: frames)
    if random.chance(recipe.speed) { voice.stretch = random.uniform(0.85, 1.18) }
    if random.chance(recipe.vocalTract) {
      voice.stretch *= 1 + random.uniform(-most, most) / Float(Self.bands)
    }
    voice.warpBands = (voice.stretch - 1) * Float(Self.bands)
    let level = random.uniform(recipe.lowestLevel, recipe.highestLevel)
    if voice.stretch != 1 { voice.frames = resampled(frames, rate: voice.stretch) }
    guard random.chance(recipe.tilt) else {
      let gain = exp(level / 2)
      voice.frames = voice.frames.map { $0 * gain }
      return voice
    }
    let cosines = (1...3).map { _ in random.normal() }
    let taps = SampleFilter.taps(configuration) { level + SampleFilter.cosines(cosines, at: $0) }
    voice.frames = SampleFilter.apply(taps, to: voice.frames)
    return voice
  }

  /// White noise through a filter that falls or rises over the bands; as high as one of the clip's own quieter places in time and
  /// frequency.
  func addFloor(_ x: inout [Float], _ random: inout RandomSource) {
    guard random.chance(recipe.noiseFloor), x.count >= configuration.windowLength else { return }
    let cells = (0..<100).map { _ in power(x, random.index(x.count - configuration.windowLength + 1), random.unit()) }.sorted()
    let height = cells[Int(random.uniform(0.05, 0.6) * 99)] + random.normal()
    let slope = random.uniform(-3, 1)
    let noise = (0..<x.count + 2 * SampleFilter.half).map { _ in random.roughNormal() }
    SampleFilter.add(noise, through: SampleFilter.taps(configuration) { height + slope * $0 }, to: &x)
  }

  /// The bands are filtered out, and the frames fall silent.
  func mask(_ x: inout [Float], _ random: inout RandomSource) {
    guard random.chance(recipe.spectralMasks) else { return }
    let frames = x.count / hop
    let width = random.index(13)
    let first = random.index(Self.bands - width + 1)
    let stopped = (Float(first) - 0.5)...(Float(first + width) - 0.5)
    if width > 0 {
      let taps = SampleFilter.taps(configuration) { stopped.contains($0 * Float(Self.bands - 1)) ? -.infinity : 0 }
      x = SampleFilter.apply(taps, to: x)
    }
    let length = random.index(min(30, frames / 4) + 1)
    let start = random.index(frames - length + 1)
    for index in start * hop..<(start + length) * hop { x[index] = 0 }
  }

  /// The signal `rate` times as fast, in whole frames: a cubic through four samples.
  /// - Source: Catmull and Rom, "A class of local interpolating splines", 1974.
  private func resampled(_ x: [Float], rate: Float) -> [Float] {
    let last = x.count - 1
    guard last > 0 else { return x }
    return (0..<Int(Float(x.count) / rate) / hop * hop).map { index in
      let place = Double(index) * Double(rate)  // a Float tells places from 4 s on no finer than 1/128 of a sample
      let low = min(Int(place), last)
      let t = Float(place - Double(low))
      let (a, b, c, d) = (x[max(low - 1, 0)], x[low], x[min(low + 1, last)], x[min(low + 2, last)])
      return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    }
  }

  /// Natural log power of one window at one place of the bands, in the units of `spectrum`: white noise of variance 1 has 0.
  private func power(_ x: [Float], _ start: Int, _ place: Float) -> Float {
    let angle = 2 * Float.pi * SampleFilter.hertz(at: place, configuration) / Float(configuration.sampleRateHz)
    let turn = (cosine: cos(angle), sine: sin(angle))
    var (cosine, sine): (Float, Float) = (1, 0)
    var (real, imaginary): (Float, Float) = (0, 0)
    for (n, weight) in window.enumerated() {
      let value = weight * x[start + n]
      real += value * cosine
      imaginary += value * sine
      (cosine, sine) = (cosine * turn.cosine - sine * turn.sine, sine * turn.cosine + cosine * turn.sine)
    }
    return log(real * real + imaginary * imaginary + configuration.floor)
  }
}
