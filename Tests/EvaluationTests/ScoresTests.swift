import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct ScoresTests {
  @Test func accuraciesByHand() {
    var table = Confusion()
    for _ in 0..<8 { table.add(truth: .sad, answer: .sad) }
    for _ in 0..<2 { table.add(truth: .sad, answer: .neutral) }
    table.add(truth: .angry, answer: .sad)
    table.add(truth: .angry, answer: .angry)
    #expect(table.weightedAccuracy == 9.0 / 12)
    #expect(table.unweightedRecall == (0.8 + 0.5) / 2)
    #expect(Confusion().weightedAccuracy == nil)
    #expect(Confusion().unweightedRecall == nil)
    #expect((table + table).total == 24)
  }

  @Test func whatTheCorpusCannotSayIsMasked() {
    var logits = SIMD8<Float>(repeating: 0)
    logits[Emotion.surprise.rawValue] = 3
    logits[Emotion.calm.rawValue] = 2
    logits[Emotion.fear.rawValue] = 1
    let estimate = Estimate(clip: Made.clip(.fear), logits: logits, gender: SIMD2(0, 1))
    #expect(estimate.open == .surprise)
    #expect(estimate.masked == .fear)
    let scores = Scores([estimate])
    #expect(scores.masked.unweightedRecall == 1)
    #expect(scores.open.unweightedRecall == 0)
    #expect(scores.genderAccuracy == 0)
    #expect(
      Scores([Estimate(clip: Made.clip(.fear, gender: nil), logits: logits, gender: SIMD2(0, 1))]).genderAccuracy == nil
    )
  }

  @Test func temperatureIsFoundAgain() {
    // Answers drawn from softmax(z/2) for logits z: the likeliest temperature is 2.
    var random = RandomSource(seed: 12)
    let estimates = (0..<20_000).map { _ -> Estimate in
      var logits = SIMD8<Float>(repeating: 0)
      for k in 0..<8 { logits[k] = 3 * random.normal() }
      // The largest of z/2 + Gumbel noise is a draw from the softmax.
      let draw = (0..<8).map { (logits[$0] / 2) - log(random.exponential()) }
      let truth = (0..<8).max { draw[$0] < draw[$1] } ?? 0
      return Estimate(
        clip: Made.clip(Emotion(rawValue: truth) ?? .neutral, .ravdess), logits: logits, gender: SIMD2(0, 0))
    }
    #expect(abs(Temperature.fit(estimates) - 2) < 0.06)
    #expect(Temperature.fit([]) == 1)
  }

  @Test func theTable() {
    var right = SIMD8<Float>(repeating: 0)
    right[Emotion.sad.rawValue] = 1
    let estimates = [Emotion.sad, .angry].map { Estimate(clip: Made.clip($0), logits: right, gender: SIMD2(1, 0)) }
    let report = Report(
      model: "tiny", sha256: "0123456789abcdef", split: "dev", Hearing(clipByClip: estimates, stream: [estimates[1]]))
    #expect(
      report.table.split(separator: "\n", omittingEmptySubsequences: false).prefix(6).joined(separator: "\n") == """
        model tiny 0123456789ab, split dev; percent, masked to the corpus's emotions (UAR8: all eight)

                         clip by clip                        endless stream
        corpus   clips      WA    UAR   UAR8  gender        WA    UAR   UAR8  gender    UAR lost
        cremad       1    50.0   50.0   50.0   100.0       0.0    0.0    0.0   100.0        50.0
        all          1    50.0   50.0   50.0   100.0       0.0    0.0    0.0   100.0        50.0
        """)
  }
}
