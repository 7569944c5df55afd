import CKernels
import Foundation
import TestSupport
import Testing

@testable import Signal

/// The kernels against their definitions.
@Suite struct SignalKernelTests {
  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return random.noise(count)
  }

  /// Two samples stand before the block.
  @Test(arguments: [2, 30, 32, 50, 100, 800, 1600]) func halving(count: Int) {
    let samples = noise(count + 2, seed: 1)
    var out = [Float](repeating: 0, count: count / 2)
    let power = samples.withUnsafeBufferPointer { ck_signal_halve($0.baseAddress! + 2, count, &out) }
    var sum = 0.0
    for index in 0..<count / 2 {
      let near = samples[2 * index...2 * index + 3].map(Double.init)
      #expect(abs(Double(out[index]) - (near[0] + 3 * near[1] + 3 * near[2] + near[3]) / 8) < 1e-6)
      let detail = (near[0] - 3 * near[1] + 3 * near[2] - near[3]) / 8
      sum += detail * detail
    }
    #expect(abs(Double(power) - sum / Double(count / 2)) < 1e-6)
  }

  @Test(arguments: [1, 15, 16, 17, 100]) func dot(count: Int) {
    let (x, y) = (noise(count, seed: 2), noise(count, seed: 3))
    let expected = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(Double(ck_signal_dot(x, y, count)) - expected) < 1e-5)
  }

  @Test func windowAndCorrelation() {
    let lags = Int(CK_SIGNAL_LAGS)
    let samples = noise(256, seed: 4).map { 0.3 + $0 }
    let window = (0..<256).map { Float($0) / 256 }
    var windowed = [Float](repeating: 0, count: 256 + lags)
    ck_signal_window(samples, window, 256, &windowed)
    let mean = samples.reduce(0) { $0 + Double($1) } / 256
    for index in 0..<256 { #expect(abs(Double(windowed[index]) - (Double(samples[index]) - mean) * Double(window[index])) < 1e-6) }
    var correlation = [Float](repeating: 0, count: lags)
    ck_signal_correlate(windowed, 256, &correlation)
    for lag in 0..<lags {
      let expected = (0..<256 - lag).reduce(0.0) { $0 + Double(windowed[$1]) * Double(windowed[$1 + lag]) }
      #expect(abs(Double(correlation[lag]) - expected) < 1e-4)
    }
  }

  @Test func jumpsAreStepsOfMoreThanHalfOfFullScale() {
    var samples = [Float](repeating: 0.1, count: 1600)
    var block = ck_signal_block()
    for (place, value) in [(3, 0.65), (700, -0.35), (701, 0.3), (702, 0.1)] as [(Int, Float)] { samples[place] = value }
    ck_signal_measure(samples, 1600, &block)
    #expect(block.jumps == 3)  // to 0.65 and back, −0.35 to 0.3
    ck_signal_measure(samples.map { 0.4 * $0 }, 1600, &block)
    #expect(block.jumps == 0)
  }

  /// The shortest lag of 4 to 98 whose peak reaches 0.85 of the highest.
  @Test(arguments: [4, 5, 20, 77, 98]) func period(lag: Int) {
    var correlation = [Float](repeating: 0.1, count: Int(CK_SIGNAL_LAGS))
    correlation[0] = 2
    for multiple in stride(from: lag, to: Int(CK_SIGNAL_LAGS), by: lag) { correlation[multiple] = multiple == lag ? 1.4 : 1.6 }
    var weak = correlation.map { min($0, 1.1) }
    weak[0] = 2
    let ones = [Float](repeating: 1, count: Int(CK_SIGNAL_LAGS))
    #expect(ck_signal_period(&correlation, ones) == lag)
    #expect(ck_signal_period(&weak, ones) == 0)
  }

  @Test func peaksAtTheEndsAreNone() {
    let ones = [Float](repeating: 1, count: Int(CK_SIGNAL_LAGS))
    for lag in [3, 99, 100, 111] {
      var correlation = [Float](repeating: 0, count: Int(CK_SIGNAL_LAGS))
      (correlation[0], correlation[lag]) = (1, 0.9)
      #expect(ck_signal_period(&correlation, ones) == 0)
    }
  }

  /// A voice of 100 Hz at 2 kHz: a pulse in 10 ms.
  @Test func pitchOfPulses() {
    var meter = PitchMeter(rateHz: 2000)
    var pitch: Float = -1
    for block in 0..<3 { pitch = meter.measure((0..<200).map { ($0 + 200 * block) % 20 == 0 ? 1 : 0 }) }
    #expect(abs(pitch - log2(20)) < 1e-5)
    meter.reset()
    #expect(meter.measure([Float](repeating: 0, count: 200)) == -1)
  }
}
