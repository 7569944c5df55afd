import Foundation
import TestSupport
import Testing

@testable import Spectrum

@Suite struct CausalNormaliserTests {
  private let configuration = FeatureConfiguration()

  private func statistics(seed: UInt64) -> BandStatistics {
    var random = SplitMix64(seed: seed)
    return BandStatistics(mean: random.noise(64).map { 5 * $0 - 8 }, deviation: random.noise(64).map { 2 + $0 })
  }

  private func run(_ steps: [[Float]], _ statistics: BandStatistics) throws -> [[Float]] {
    var normaliser = try CausalNormaliser(configuration, statistics)
    return Self.process(steps, &normaliser)
  }

  private static func process(_ steps: [[Float]], _ normaliser: inout CausalNormaliser) -> [[Float]] {
    var result: [[Float]] = []
    for var step in steps {
      step.withUnsafeMutableBufferPointer { normaliser.process($0.baseAddress!) }
      result.append(step)
    }
    return result
  }

  @Test func isTheFormula() throws {
    var random = SplitMix64(seed: 5)
    let steps = (0..<200).map { _ in random.noise(256).map { 4 * $0 - 6 } }
    let statistics = statistics(seed: 6)
    let output = try run(steps, statistics)
    var level: Double?
    for (step, got) in zip(steps, output) {
      let scaled = step.indices.map {
        (Double(step[$0]) - Double(statistics.mean[$0 % 64])) / Double(statistics.deviation[$0 % 64])
      }
      let mean = scaled.reduce(0, +) / 256
      level = level.map { $0 + 0.04 / 1.5 * (mean - $0) } ?? mean
      for index in got.indices { #expect(abs(Double(got[index]) - (scaled[index] - level!)) < 2e-5) }
    }
  }

  /// One gain for the whole step, from the mean squares so far.
  @Test func theWaveformsLevelIsAGain() throws {
    var random = SplitMix64(seed: 15)
    let steps = (0..<100).map { index in random.noise(640).map { $0 * (index < 40 ? 0.01 : 0.5) } }
    var normaliser = try CausalNormaliser(FeatureConfiguration(.waveform), .unchanged(bandCount: 160))
    let output = Self.process(steps, &normaliser)
    var level: Double?
    for (step, got) in zip(steps, output) {
      let power = log(step.reduce(0) { $0 + Double($1) * Double($1) } / 640 + 1e-9)
      level = level.map { $0 + 0.04 / 1.5 * (power - $0) } ?? power
      let gain = exp(-level! / 2)
      #expect(zip(got, step).allSatisfy { abs(Double($0) - Double($1) * gain) <= 1e-4 * abs(Double($1)) * gain })
    }
    // The first step's mean square is 1, and the last's nearly so again; the jump from 0.01 to 0.5 is heard first.
    func power(_ step: [Float]) -> Float { step.reduce(0) { $0 + $1 * $1 } / 640 }
    #expect(abs(power(output[0]) - 1) < 1e-3)
    #expect(power(output[40]) > 1000)
    #expect(power(output[99]) < 6)
  }

  /// A microphone eight times as loud (a power of two: nothing is rounded) gives the same steps, but for the floor of 1e-9.
  @Test func theWaveformsLevelDoesNotMatter() throws {
    var random = SplitMix64(seed: 16)
    let steps = (0..<50).map { _ in random.noise(640).map { $0 * 0.1 } }
    var normaliser = try CausalNormaliser(FeatureConfiguration(.waveform), .unchanged(bandCount: 160))
    let soft = Self.process(steps, &normaliser)
    normaliser.reset()
    let loud = Self.process(steps.map { $0.map { $0 * 8 } }, &normaliser)
    #expect(zip(soft.joined(), loud.joined()).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func silenceStaysSilence() throws {
    var normaliser = try CausalNormaliser(FeatureConfiguration(.waveform), .unchanged(bandCount: 160))
    let silent = Array(repeating: [Float](repeating: 0, count: 640), count: 200)
    #expect(Self.process(silent, &normaliser).joined().allSatisfy { $0 == 0 })
    // What comes after is loud, but a number.
    let after = Self.process([[Float](repeating: 0.5, count: 640)], &normaliser)[0]
    #expect(after.allSatisfy { $0.isFinite && $0 > 100 })
  }

  /// Gain ×10 adds ln 100 to every band; after t seconds e^(−t/1.5) of it is left.
  @Test func aChangeOfGainFadesOut() throws {
    var random = SplitMix64(seed: 8)
    let steps = (0..<200).map { _ in random.noise(256) }
    let louder = steps.enumerated().map { index, step in index < 50 ? step : step.map { $0 + logf(100) } }
    let even = BandStatistics(mean: Array(repeating: 0, count: 64), deviation: Array(repeating: 1, count: 64))
    let (before, after) = (try run(steps, even), try run(louder, even))
    let difference = (0..<200).map { step in zip(after[step], before[step]).map { $0 - $1 }.max()! }
    #expect(difference[49] == 0)
    #expect(abs(difference[50] - logf(100)) < 0.13)
    // 125 steps are 5 s.
    #expect(difference[175] < logf(100) * expf(-5 / 1.5) * 1.05)
    #expect(difference[175] > 0.1)
  }

  @Test func resetBeginsTheLevelAnew() throws {
    var random = SplitMix64(seed: 9)
    let steps = (0..<20).map { _ in random.noise(256) }
    var normaliser = try CausalNormaliser(configuration, statistics(seed: 1))
    let first = Self.process(steps, &normaliser)
    let carried = Self.process(steps, &normaliser)
    normaliser.reset()
    #expect(Self.process(steps, &normaliser) == first)
    #expect(carried != first)
  }

  @Test func statisticsForOtherBandsAreRefused() {
    #expect {
      _ = try CausalNormaliser(configuration, BandStatistics(mean: [0], deviation: [1]))
    } throws: {
      "\($0)".contains("1 means and 1 deviations for 64")
    }
    for deviation: Float in [0, -1, .nan, .infinity] {
      var bad = statistics(seed: 1)
      bad.deviation[63] = deviation
      #expect(throws: SpectrumError.self) { _ = try CausalNormaliser(configuration, bad) }
    }
  }
}
