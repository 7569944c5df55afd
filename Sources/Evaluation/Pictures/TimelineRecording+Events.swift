package import Corpus
import Foundation
package import Pictures

extension TimelineRecording {
  /// The fields of an event's line that a picture shows.
  private struct Line: Decodable {
    var type: String
    var seconds: Double
    var speech: Double?
    var probabilities: [String: Double]?
    var to: String?
    var rule: String?
    var state: String?
    var lostMilliseconds: Double?
    var cause: String?

    private enum CodingKeys: String, CodingKey {
      case type, speech, probabilities, to, rule, state, cause
      case seconds = "stream_s"
      case lostMilliseconds = "lost_ms"
    }
  }

  /// Reads the lines that `listen` printed, which may begin and end anywhere.
  /// - Throws: `CorpusError` naming the line that is no event.
  package init(events text: Data, name: String) throws(CorpusError) {
    self.init(durationSeconds: 0, emotions: Emotion.allCases.map { "\($0)" })
    for (number, bytes) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() where !bytes.isEmpty {
      guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)) else {
        // The last line of a program that was killed.
        if bytes.endIndex == text.endIndex { break }
        throw CorpusError("\(name), line \(number + 1): no event of undertone; expected the lines that `undertone listen` prints")
      }
      add(line)
    }
    guard !estimates.isEmpty || !gaps.isEmpty else { throw CorpusError("\(name) holds no estimate and no gap: there is nothing to draw") }
  }

  private mutating func add(_ line: Line) {
    durationSeconds = max(durationSeconds, line.seconds)
    switch line.type {
    case "estimate":
      guard let speech = line.speech, let probabilities = line.probabilities else { return }
      estimates.append(
        Estimate(seconds: line.seconds, speech: speech, probabilities: emotions.map { probabilities[$0] ?? .nan }))
    case "change": changes.append(Change(seconds: line.seconds, emotion: line.to))
    case "alert":
      if let rule = line.rule { alert(rule, raised: line.state == "raised", at: line.seconds) }
    case "gap":
      let length = (line.lostMilliseconds ?? 0) / 1000
      gaps.append(Gap(startSeconds: max(0, line.seconds - length), lengthSeconds: length, cause: line.cause ?? ""))
    default: break
    }
  }
}
