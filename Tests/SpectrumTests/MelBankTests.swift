import Foundation
import TestSupport
import Testing

@testable import Spectrum

@Suite struct MelBankTests {
  private let configuration = FeatureConfiguration()

  /// Golden: librosa.filters.mel(htk=True, norm=None); see Tests/Fixtures/generators/spectrum.py.
  @Test func isLibrosas() throws {
    let golden = try Fixture.floats("mel-64-512.f32")
    let dense = MelBank.denseWeights(configuration).flatMap(\.self)
    try #require(golden.count == 64 * 257 && dense.count == golden.count)
    for index in golden.indices { #expect(abs(dense[index] - golden[index]) < 1e-6, "band \(index / 257), bin \(index % 257)") }
  }

  @Test func sparseRowsAreTheDenseMatrix() throws {
    var random = SplitMix64(seed: 11)
    let power = random.noise(257 + MelBank.overhang).map { $0 * $0 }
    let bank = MelBank(configuration)
    var bands = [Float](repeating: .nan, count: 64)
    power.withUnsafeBufferPointer { power in
      bands.withUnsafeMutableBufferPointer { bank.process(power.baseAddress!, floor: 1e-9, into: $0.baseAddress!) }
    }
    for (band, weights) in MelBank.denseWeights(configuration).enumerated() {
      let sum = zip(weights, power).reduce(1e-9) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(Double(bands[band]) - log(sum)) < 1e-5, "band \(band)")
    }
  }

  @Test func eachBinOfASpectrumIsItsOwnBand() {
    var random = SplitMix64(seed: 12)
    let power = random.noise(257 + MelBank.overhang).map { $0 * $0 }
    let bank = MelBank(FeatureConfiguration(.spectrum))
    var bands = [Float](repeating: .nan, count: 257)
    power.withUnsafeBufferPointer { power in
      bands.withUnsafeMutableBufferPointer { bank.process(power.baseAddress!, floor: 1e-9, into: $0.baseAddress!) }
    }
    for (band, power) in zip(bands, power) { #expect(abs(band - logf(1e-9 + power)) < 2e-6) }
  }

  @Test func everyBandHearsSomething() {
    for (band, weights) in MelBank.denseWeights(configuration).enumerated() {
      #expect(weights.reduce(0, +) > 0, "band \(band)")
    }
  }

  /// More bands than bins leave some without a weight: they give the floor, and nothing is read out of bounds.
  @Test func bandsBetweenTwoBinsGiveTheFloor() throws {
    var narrow = FeatureConfiguration()
    narrow.bandCount = 256
    let bank = MelBank(narrow)
    let power = [Float](repeating: 1, count: 257 + MelBank.overhang)
    var bands = [Float](repeating: .nan, count: 256)
    power.withUnsafeBufferPointer { power in
      bands.withUnsafeMutableBufferPointer { bank.process(power.baseAddress!, floor: 1e-9, into: $0.baseAddress!) }
    }
    let empty = MelBank.denseWeights(narrow).map { $0.allSatisfy { $0 == 0 } }
    #expect(empty.contains(true))
    for band in 0..<256 where empty[band] { #expect(bands[band] == logf(1e-9)) }
    #expect(bands.allSatisfy { $0.isFinite })
  }
}
