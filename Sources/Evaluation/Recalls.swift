package import Corpus

/// Right answers and all answers, by the emotion that was meant: all that accuracies need, and it adds up over speakers.
///
/// Counts are real numbers because listeners who disagree share a clip.
package struct Recalls: Equatable, Sendable {
  /// `[8]`, in the emotions' order.
  package var right = SIMD8<Double>(repeating: 0)
  package var all = SIMD8<Double>(repeating: 0)

  package init() {}

  /// The estimates' answers among the emotions that their corpora have, or among all eight.
  package init(_ estimates: [Estimate], _ answers: Answers) {
    for estimate in estimates {
      guard let truth = estimate.clip.emotion else { continue }
      add(truth, isRight: estimate.answer(answers) == truth)
    }
  }

  package mutating func add(_ truth: Emotion, isRight: Bool) { add(truth, right: isRight ? 1 : 0, of: 1) }

  package mutating func add(_ truth: Emotion, right: Double, of count: Double) {
    self.right[truth.rawValue] += right
    all[truth.rawValue] += count
  }

  package static func + (left: Recalls, right: Recalls) -> Recalls {
    var sum = left
    sum.right += right.right
    sum.all += right.all
    return sum
  }

  /// The share of all answers that are right, 0…1; nil without answers.
  package var weightedAccuracy: Double? { all.sum() > 0 ? right.sum() / all.sum() : nil }

  /// The mean of the recalls of the emotions that occur, 0…1.
  package var unweightedRecall: Double? {
    let recalls = Emotion.allCases.compactMap { recall($0) }
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }

  package func recall(_ emotion: Emotion) -> Double? {
    let count = all[emotion.rawValue]
    return count > 0 ? right[emotion.rawValue] / count : nil
  }
}

extension Sequence where Element == Recalls {
  package func sum() -> Recalls { reduce(Recalls(), +) }
}

/// Which answers count.
package enum Answers: Sendable {
  /// Those that the clip's corpus has.
  case masked
  /// All eight.
  case open
}

extension Estimate {
  package func answer(_ answers: Answers) -> Emotion { answers == .masked ? masked : open }
}
