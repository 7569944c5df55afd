package import Corpus

/// What was said for what was meant: a table of counts, rows the truth, columns the answers, `[8, 8]`.
package struct Confusion: Equatable, Sendable, Codable {
  package private(set) var counts: [[Int]]

  package init() {
    counts = Array(repeating: Array(repeating: 0, count: Emotion.allCases.count), count: Emotion.allCases.count)
  }

  package mutating func add(truth: Emotion, answer: Emotion) { counts[truth.rawValue][answer.rawValue] += 1 }

  package static func + (left: Confusion, right: Confusion) -> Confusion {
    var sum = left
    for truth in sum.counts.indices {
      for answer in sum.counts.indices { sum.counts[truth][answer] += right.counts[truth][answer] }
    }
    return sum
  }

  /// Those that were meant or heard.
  package var emotions: [Emotion] {
    Emotion.allCases.filter { emotion in counts[emotion.rawValue].contains { $0 > 0 } || counts.contains { $0[emotion.rawValue] > 0 } }
  }

  /// A table's cells for what `truth` was heard as: percent of the row in the order of `emotions`, and the row's clips.
  func cells(_ truth: Emotion, _ emotions: [Emotion]) -> [ResultTable.Cell] {
    let row = counts[truth.rawValue]
    let sum = row.reduce(0, +)
    return emotions.map { .share(Measured(sum > 0 ? Double(row[$0.rawValue]) / Double(sum) : nil)) } + [.count(sum)]
  }

  package var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Weighted accuracy: the share of all answers that are right, 0…1; nil without answers.
  package var weightedAccuracy: Double? {
    guard total > 0 else { return nil }
    return Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(total)
  }

  /// Unweighted average recall: the mean over the emotions that occur of the share that was recognised, 0…1.
  package var unweightedRecall: Double? {
    let recalls = counts.indices.compactMap { truth -> Double? in
      let sum = counts[truth].reduce(0, +)
      return sum > 0 ? Double(counts[truth][truth]) / Double(sum) : nil
    }
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }
}
