import Foundation
import TestSupport
import Testing

@testable import Spectrum

@Suite struct ResamplerTests {
  private static func sine(_ hertz: Double, rateHz: Int, count: Int) -> [Float] {
    (0..<count).map { Float(sin(2 * Double.pi * hertz * Double($0) / Double(rateHz))) }
  }

  /// A sine comes out as the sine of the same phase: pass band flat and the delay gone. Tolerance 1e-3 of full scale (−60 dB),
  /// away from the ends, where the filter hears the silence beyond them.
  @Test(arguments: [8_000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000], [100.0, 1_000, 3_300])
  func aSineStaysThatSine(rateHz: Int, hertz: Double) throws {
    var resampler = try Resampler(from: rateHz, to: 16_000)
    let output = resampler.resample(Self.sine(hertz, rateHz: rateHz, count: rateHz / 2))
    let expected = Self.sine(hertz, rateHz: 16_000, count: output.count)
    let interior = 400..<output.count - 400
    let worst = interior.map { abs(output[$0] - expected[$0]) }.max() ?? .nan
    #expect(worst < 1e-3)
  }

  /// What 16 kHz cannot hold is filtered out, not folded back.
  @Test(arguments: [44_100, 48_000, 192_000], [9_000.0, 12_000, 15_000])
  func soundAboveTheBandIsRemoved(rateHz: Int, hertz: Double) throws {
    var resampler = try Resampler(from: rateHz, to: 16_000)
    let output = resampler.resample(Self.sine(hertz, rateHz: rateHz, count: rateHz / 2))
    #expect(output[400..<output.count - 400].allSatisfy { abs($0) < 1e-3 })
  }

  @Test(arguments: [8_000, 44_100, 48_000, 192_000]) func anImpulseStaysInItsPlace(rateHz: Int) throws {
    // 0.25 s is a whole sample at all of these rates, in and out.
    var samples = [Float](repeating: 0, count: rateHz / 2)
    samples[rateHz / 4] = 1
    var resampler = try Resampler(from: rateHz, to: 16_000)
    let output = resampler.resample(samples)
    let peak = try #require(output.indices.max { output[$0] < output[$1] })
    #expect(peak == 4000)
    // A symmetric answer has its centre at the peak, not half a sample off.
    for distance in 1...20 { #expect(abs(output[peak - distance] - output[peak + distance]) < 2e-3 * output[peak]) }
  }

  @Test(arguments: [8_000, 44_100, 48_000, 192_000]) func anyChunkingGivesTheSameSamples(rateHz: Int) throws {
    var random = SplitMix64(seed: 21)
    let samples = random.noise(20_000)
    var resampler = try Resampler(from: rateHz, to: 16_000)
    let whole = Self.convert(samples, chunks: [samples.count], &resampler)
    for size in [1, 7, 159, 160, 161, 4096] {
      resampler.reset()
      let chunks = Array(repeating: size, count: samples.count / size + 1)
      #expect(Self.convert(samples, chunks: chunks, &resampler) == whole, "chunks of \(size)")
    }
    for _ in 0..<3 {
      resampler.reset()
      #expect(Self.convert(samples, chunks: random.chunks(of: samples.count, most: 3000), &resampler) == whole)
    }
  }

  private static func convert(_ samples: [Float], chunks: [Int], _ resampler: inout Resampler) -> [Float] {
    var result: [Float] = []
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 60_000)
    defer { block.deallocate() }
    var from = 0
    samples.withUnsafeBufferPointer { samples in
      for size in chunks {
        let end = min(from + size, samples.count)
        let moved = resampler.process(UnsafeBufferPointer(rebasing: samples[from..<end]), into: block)
        #expect(moved.consumed == end - from)
        result += block[..<moved.produced]
        from = end
      }
    }
    return result
  }

  @Test(arguments: [
    (48_000, 4800, 1600), (48_000, 4801, 1601), (44_100, 44_100, 16_000), (8_000, 100, 200), (192_000, 13, 2), (48_000, 0, 0),
  ])
  func theLengthFollowsTheRates(rateHz: Int, samples: Int, expected: Int) throws {
    var resampler = try Resampler(from: rateHz, to: 16_000)
    #expect(resampler.resample([Float](repeating: 0.5, count: samples)).count == expected)
  }

  @Test func resamplingTwiceGivesTheSame() throws {
    var random = SplitMix64(seed: 2)
    let samples = random.noise(5000)
    var resampler = try Resampler(from: 48_000, to: 16_000)
    #expect(resampler.resample(samples) == resampler.resample(samples))
  }

  @Test(arguments: [0, -1, 3_999, 768_001]) func impossibleRatesAreRefused(rateHz: Int) throws {
    let error = #expect(throws: SpectrumError.self) { _ = try Resampler(from: rateHz, to: 16_000) }
    #expect(try #require(error).description.contains("cannot resample from \(rateHz) Hz to 16000 Hz"))
  }
}
