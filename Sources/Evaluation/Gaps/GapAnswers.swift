internal import Corpus

/// What the rest of a clip was taken for behind gaps, under every rule.
package struct GapAnswers: Sendable {
  let clip: Clip
  let situation: GapSituation
  /// The step by which so much speech had come after the gap, for each of `GapReport.seconds`, or the last one; and the last one.
  let reached: [Int]
  /// After the gap.
  let firstStepSeconds: Double
  let stepSeconds: Double
  /// Among the emotions that the clip's corpus has, `[gaps, rules, steps]`.
  let answers: [[[Emotion]]]

  /// When a step ends, after the gap.
  func seconds(ofStep step: Int) -> Double { firstStepSeconds + Double(step) * stepSeconds }
}
