import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct CalibrationTests {
  /// Probabilities are of single precision.
  private func isNear(_ value: Double?, _ expected: Double) -> Bool { EvaluationTests.isNear(value, expected, within: 1e-6) }

  @Test func errorsByHand() {
    // Two clips in the bin 0.6…0.667 with the confidence 0.62, one right; one in 0.867…0.933 with 0.9, right.
    let calibration = Calibration(
      [
        Made.estimate(.sad, says: .sad, confidence: 0.62), Made.estimate(.sad, says: .angry, confidence: 0.62),
        Made.estimate(.sad, says: .sad, confidence: 0.9),
      ], temperature: 1)
    #expect(calibration.bins.map(\.count) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1, 0])
    #expect(isNear(calibration.expectedError, (2 * (0.62 - 0.5) + (1 - 0.9)) / 3))
    #expect(isNear(calibration.expectedErrorByChance, ((4 * 0.62 * 0.38 / .pi).squareRoot() + (2 * 0.9 * 0.1 / .pi).squareRoot()) / 3))
    let wrong = 0.38 / 7
    #expect(isNear(calibration.negativeLogLikelihood, -(log(0.62) + log(wrong) + log(0.9)) / 3))
    let right = { (p: Double) -> Double in (1 - p) * (1 - p) * 8 / 7 }
    let missed: Double = 0.62 * 0.62 + (1 - wrong) * (1 - wrong) + 6 * wrong * wrong
    #expect(isNear(calibration.brier, (right(0.62) + missed + right(0.9)) / 3))
    #expect(Calibration().expectedError == nil)
    #expect(Calibration().brier == nil)
    #expect(Calibration().expectedErrorByChance == nil)
  }

  @Test func theTemperatureMakesItLessSure() {
    let estimate = Made.estimate(.sad, says: .sad, confidence: 0.9)
    // The logit ln 63 halved: √63 against seven ones.
    let calm = Calibration([estimate], temperature: 2)
    #expect(isNear(calm.bins.first { $0.count == 1 }?.confidence, 63.squareRoot() / (63.squareRoot() + 7)))
  }

  /// Answers drawn with the very probability that they claim.
  @Test func chanceIsWhatAnHonestModelShows() throws {
    var random = RandomSource(seed: 4)
    var (errors, expected) = (0.0, 0.0)
    for _ in 0..<400 {
      let estimates = (0..<200).map { _ in
        let confidence = random.uniform(0.2, 0.98)
        return Made.estimate(.sad, says: random.chance(confidence) ? .sad : .fear, confidence: confidence)
      }
      let calibration = Calibration(estimates, temperature: 1)
      errors += try #require(calibration.expectedError)
      expected += try #require(calibration.expectedErrorByChance)
    }
    #expect(abs(errors / expected - 1) < 0.05)
  }

  @Test func certaintyIsInTheLastBin() {
    let sure = Estimate(clip: Made.clip(.neutral), logits: SIMD8(1000, 0, 0, 0, 0, 0, 0, 0), gender: SIMD2(0, 0))
    #expect(Calibration([sure], temperature: 1).bins[14].count == 1)
  }

  @Test func sumsAreAsAllTogether() {
    let estimates = [0.3, 0.5, 0.7, 0.7].enumerated().map { index, confidence in
      Made.estimate(.sad, says: index % 2 == 0 ? .sad : .fear, speaker: "\(index)", confidence: Float(confidence))
    }
    let sum = estimates.bySpeaker.map { Calibration($0, temperature: 1.5) }.sum()
    #expect(isNear(sum.expectedError, Calibration(estimates, temperature: 1.5).expectedError ?? 0))
    #expect(isNear(sum.negativeLogLikelihood, Calibration(estimates, temperature: 1.5).negativeLogLikelihood ?? 0))
    #expect(isNear(sum.brier, Calibration(estimates, temperature: 1.5).brier ?? 0))
  }

  @Test func crossFittingMeasuresEachHalfAtTheOthersTemperature() throws {
    // One speaker of each corpus is right more often than the other.
    let estimates = [CorpusName.cremad, .tess].flatMap { corpus in
      (0..<40).flatMap { index in
        [
          Made.estimate(.sad, says: index < 36 ? .sad : .fear, speaker: "\(corpus) a", corpus: corpus, confidence: 0.7),
          Made.estimate(.sad, says: index < 18 ? .sad : .fear, speaker: "\(corpus) b", corpus: corpus, confidence: 0.7),
        ]
      }
    }
    let halves = CrossFit.halves(estimates, seed: 1)
    #expect(halves.map(\.count) == [80, 80])
    #expect(halves.allSatisfy { Set($0.map(\.clip.corpus)) == [.cremad, .tess] })
    #expect(Set(halves[0].map(\.clip.speaker)).isDisjoint(with: halves[1].map(\.clip.speaker)))
    let fit = try #require(CrossFit(estimates, seed: 1))
    #expect(fit.temperatures == halves.map { Temperature.fit($0) })
    let expected = Calibration(halves[0], temperature: fit.temperatures[1]) + Calibration(halves[1], temperature: fit.temperatures[0])
    #expect(isNear(fit.speakers.sum().negativeLogLikelihood, expected.negativeLogLikelihood ?? 0))
    #expect(fit.speakers.sum().count == 160)
    #expect(CrossFit(estimates.filter { $0.clip.speaker == "tess a" }, seed: 1) == nil)
  }

  @Test func abstainingByHand() {
    let estimates = [
      Made.estimate(.sad, says: .sad, confidence: 0.9), Made.estimate(.sad, says: .fear, confidence: 0.6),
      Made.estimate(.sad, says: .sad, confidence: 0.6), Made.estimate(.sad, says: .fear, confidence: 0.2),
    ]
    let half = Abstaining(estimates, temperature: 1, threshold: 0.5)
    #expect(half.shareAnswered == 0.75)
    #expect(isNear(half.accuracy, 2.0 / 3))
    #expect(Abstaining(estimates, temperature: 1, threshold: 0).accuracy == 0.5)
    let none = Abstaining(estimates, temperature: 1, threshold: 0.95)
    #expect(none.shareAnswered == 0)
    #expect(none.accuracy == nil)
    #expect([half, none].sum().shareAnswered == 0.375)
  }
}
