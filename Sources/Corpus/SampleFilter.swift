internal import CTraining
import Foundation
internal import Spectrum

/// A short symmetric filter, drawn by its power over the bands' scale: what a change of bands is to frames of log power, it is to samples.
///
///     shape(place), place 0…1 = lowest…highest band on the mel scale → e^(shape/2) at 129 frequencies → cosine series · Hann → 65 taps
///
/// Sixty-five taps are 4 ms, and tell frequencies apart that are some 400 Hz from each other. The sound is not delayed.
/// - Source: Oppenheim and Schafer, "Discrete-Time Signal Processing", 1989: windowed design.
enum SampleFilter {
  static let half = 32
  /// Frequencies from 0 to half the sample rate.
  private static let steps = 128
  /// cos(π·tap·step/steps)/steps, halved at both ends, under the tap's window: `[half + 1][steps + 1]`.
  private static let series: [[Float]] = (0...half).map { tap in
    let window = 0.5 + 0.5 * cos(.pi * Double(tap) / Double(half + 1))
    return (0...steps).map { step in
      let share = step == 0 || step == steps ? 0.5 : 1.0
      return Float(window * share * cos(.pi * Double(tap * step) / Double(steps)) / Double(steps))
    }
  }

  /// - Parameter shape: natural log power at a place; −∞ stops a band.
  /// - Returns: `[2·half + 1]`
  static func taps(_ configuration: FeatureConfiguration, _ shape: (Float) -> Float) -> [Float] {
    let gains = (0...steps).map { step in
      exp(shape(place(ofHertz: Float(step * configuration.sampleRateHz / 2) / Float(steps), configuration)) / 2)
    }
    let right = series.map { row in
      var sum: Float = 0
      for (gain, weight) in zip(gains, row) { sum += gain * weight }
      return sum
    }
    return right.dropFirst().reversed() + right
  }

  /// Σ `sizes[k]` · cos(π(k+1)·place)
  static func cosines(_ sizes: [Float], at place: Float) -> Float {
    var sum: Float = 0
    for (index, size) in sizes.enumerated() { sum += size * cos(.pi * Float(index + 1) * place) }
    return sum
  }

  /// `out` `[count]` += the filtered `samples` `[count + 2·half]`.
  static func add(_ samples: [Float], through taps: [Float], to out: inout [Float]) {
    precondition(samples.count == out.count + taps.count - 1, "\(samples.count) samples for \(out.count) and \(taps.count) taps")
    ct_filter(samples, taps, taps.count, &out, out.count)
  }

  /// The whole signal through the filter, with silence before and after.
  static func apply(_ taps: [Float], to samples: [Float]) -> [Float] {
    let silence = [Float](repeating: 0, count: taps.count / 2)
    var out = [Float](repeating: 0, count: samples.count)
    add(silence + samples + silence, through: taps, to: &out)
    return out
  }

  /// Mel scale as in `MelBank`; 0 and 1 also beyond the ends.
  private static func place(ofHertz hertz: Float, _ configuration: FeatureConfiguration) -> Float {
    let mel = { (hertz: Float) in log(1 + hertz / 700) }
    let (low, high) = (mel(configuration.lowHz), mel(configuration.highHz))
    return min(max((mel(hertz) - low) / (high - low), 0), 1)
  }

  /// The frequency at a place.
  static func hertz(at place: Float, _ configuration: FeatureConfiguration) -> Float {
    let mel = { (hertz: Float) in log(1 + hertz / 700) }
    let (low, high) = (mel(configuration.lowHz), mel(configuration.highHz))
    return 700 * (exp(low + place * (high - low)) - 1)
  }
}
