import Testing

@testable import Corpus

@Suite struct RandomSourceTests {
  @Test func agreesWithTheReference() {
    // The published C program's output for seed 1234567 (prng.di.unimi.it/splitmix64.c).
    var random = RandomSource(seed: 1_234_567)
    #expect(
      [random.next(), random.next(), random.next()] == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      ])
  }

  @Test func normalAndExponentialHaveTheirMoments() {
    var random = RandomSource(seed: 3)
    let count = 100_000
    let normals = (0..<count).map { _ in random.normal() }
    let mean = normals.reduce(0, +) / Float(count)
    let variance = normals.reduce(0) { $0 + $1 * $1 } / Float(count)
    #expect(abs(mean) < 0.015)
    #expect(abs(variance - 1) < 0.02)
    let exponential = (0..<count).reduce(Float(0)) { sum, _ in sum + random.exponential() } / Float(count)
    #expect(abs(exponential - 1) < 0.02)
  }

  @Test func streamsOfOneSeedDiffer() {
    var (first, second) = (RandomSource(seed: 1, stream: 0), RandomSource(seed: 1, stream: 1))
    #expect(first.next() != second.next())
  }
}
