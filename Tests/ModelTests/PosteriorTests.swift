import Foundation
import TestSupport
import Testing

@testable import Model

@Suite struct PosteriorTests {
  @Test(arguments: [0.5, 1, 2.5] as [Float]) func isTheSoftmax(temperature: Float) {
    var random = SplitMix64(seed: 1)
    for _ in 0..<50 {
      let logits = random.noise(8).map { 10 * $0 }
      let result = Posterior.emotion(SIMD8(logits), temperature: temperature)
      let exponentials = logits.map { exp(Double($0) / Double(temperature)) }
      let sum = exponentials.reduce(0, +)
      for index in 0..<8 { #expect(abs(Double(result[index]) - exponentials[index] / sum) < 1e-6) }
      #expect(abs(result.sum() - 1) < 1e-6)
    }
  }

  @Test func hugeLogitsDoNotOverflow() {
    let result = Posterior.emotion([1e30, -1e30, 0, 0, 0, 0, 0, 0], temperature: 1)
    #expect(result[0] == 1 && result.sum() == 1)
    #expect(Posterior.emotion(SIMD8(repeating: 5), temperature: 1) == SIMD8(repeating: 0.125))
  }

  @Test func gendersSumToOne() {
    for (first, second) in [(0, 0), (3, -1), (-200, 200), (200, -200)] as [(Float, Float)] {
      let result = Posterior.gender([first, second])
      #expect(abs(Double(result[0]) - 1 / (1 + exp(Double(second - first)))) < 1e-6)
      #expect(result.sum() == 1)
    }
  }
}
