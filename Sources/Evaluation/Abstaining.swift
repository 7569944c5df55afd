internal import Corpus
internal import Model

/// How often the model answers, and how often it is right then, when it keeps silent below a confidence.
package struct Abstaining: Equatable, Sendable {
  package var clips = 0
  package var answered = 0
  package var right = 0

  package init() {}

  /// - Parameter threshold: an estimate whose likeliest emotion has at least this probability is an answer, as in the timeline.
  package init(_ estimates: [Estimate], temperature: Float, threshold: Float) {
    for estimate in estimates where estimate.clip.emotion != nil {
      let probabilities = Posterior.emotion(estimate.logits, temperature: temperature)
      clips += 1
      guard probabilities[estimate.open.rawValue] >= threshold else { continue }
      answered += 1
      right += estimate.open == estimate.clip.emotion ? 1 : 0
    }
  }

  package static func + (left: Abstaining, right: Abstaining) -> Abstaining {
    var sum = left
    sum.clips += right.clips
    sum.answered += right.answered
    sum.right += right.right
    return sum
  }

  package var shareAnswered: Double? { clips > 0 ? Double(answered) / Double(clips) : nil }
  /// Of the answers alone; nil without any.
  package var accuracy: Double? { answered > 0 ? Double(right) / Double(answered) : nil }
}

extension Sequence where Element == Abstaining {
  package func sum() -> Abstaining { reduce(Abstaining(), +) }
}
