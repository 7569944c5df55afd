internal import Corpus
import Foundation

extension Report {
  /// The scores as a table to read, with the stream's confusions.
  package var table: String {
    var lines = [
      "model \(model) \(sha256.prefix(12)), split \(split); percent, masked to the corpus's emotions (UAR8: all eight)",
      "",
      "                 clip by clip                        endless stream",
      "corpus   clips      WA    UAR   UAR8  gender        WA    UAR   UAR8  gender    UAR lost",
    ]
    for corpus in stream.keys.sorted(by: Self.order) {
      guard let stream = stream[corpus], let single = clipByClip[corpus] else { continue }
      var lost: Double?
      if let before = single.masked.unweightedRecall, let after = stream.masked.unweightedRecall { lost = before - after }
      lines.append(
        Self.left(corpus, 8) + Self.right("\(stream.clips)", 6) + " " + Self.row(single) + "   " + Self.row(stream)
          + Self.right(Self.percent(lost), 12))
    }
    for corpus in CorpusName.allCases {
      guard let scores = stream[corpus.rawValue], scores.masked.total > 0 else { continue }
      lines += [
        "", "\(corpus.rawValue), endless stream: rows what was meant, columns what was heard, percent of the row",
      ]
      lines += Self.confusion(scores.masked, scores.masked.emotions)
    }
    return lines.joined(separator: "\n")
  }

  private static func row(_ scores: Scores) -> String {
    let shares = [scores.masked.weightedAccuracy, scores.masked.unweightedRecall, scores.open.unweightedRecall]
    return shares.map { right(percent($0), 7) }.joined() + right(percent(scores.genderAccuracy), 8)
  }

  private static func confusion(_ table: Confusion, _ emotions: [Emotion]) -> [String] {
    let head = left("", 9) + emotions.map { right("\($0)", 9) }.joined() + right("clips", 9)
    return [head]
      + emotions.map { truth in
        let row = table.counts[truth.rawValue]
        let sum = row.reduce(0, +)
        let cells = emotions.map { right(percent(sum > 0 ? Double(row[$0.rawValue]) / Double(sum) : nil), 9) }
        return left("\(truth)", 9) + cells.joined() + right("\(sum)", 9)
      }
  }

  /// `all` last.
  private static func order(_ first: String, _ second: String) -> Bool {
    (first == "all" ? 1 : 0, first) < (second == "all" ? 1 : 0, second)
  }

  static func percent(_ share: Double?) -> String {
    guard let share else { return "–" }
    let text = String(format: "%.1f", 100 * share)
    return text == "-0.0" ? "0.0" : text
  }

  static func fixed(_ number: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", number) }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
