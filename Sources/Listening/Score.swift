internal import Timeline

/// The answer for one recording.
public struct Score: Sendable {
  let path: String
  /// Counted from 1, where each channel is scored by itself.
  let channel: Int?
  public let seconds: Double
  public let speechSeconds: Double
  /// After the last step with speech; `nil` when there was none.
  let answer: Estimate?
  let mustAnswer: Bool
  let summary: ScoreSummary

  /// Fields as INTERFACE's `score`; a long file also has `timeline` and `shares`.
  func line(labels: [String], genders: [String], showsGender: Bool) -> [UInt8] {
    let isLong = seconds > Scorer.shortFileSeconds
    let named = (isLong ? summary.largestShare : nil) ?? answer.flatMap { mustAnswer ? $0.top : isLong ? nil : $0.emotion }
    var line = JSONLine()
    line.begin()
    line.field("file", path)
    if let channel { line.field("channel", channel) }
    line.field("seconds", seconds, decimals: 3)
    line.field("speech_seconds", speechSeconds, decimals: 2)
    line.field("emotion", named.map { labels[$0] })
    let reason = answer?.reason ?? (answer == nil ? Reason.silence : .uncertain)
    line.field("reason", named == nil ? "\(reason.name)" : nil)
    let probabilities = (isLong ? summary.meanProbabilities : nil) ?? answer?.probabilities
    if let probabilities {
      line.field("confidence", Double(probabilities.max()), decimals: 5)
      line.probabilities(probabilities, labels: labels)
    } else {
      // Nothing was heard: every emotion is as likely as another.
      let even = SIMD8<Float>(repeating: 1 / Float(labels.count))
      line.field("confidence", Double(even[0]), decimals: 5)
      line.probabilities(even, labels: labels)
    }
    line.gender(showsGender ? answer?.gender : nil, labels: genders)
    if isLong {
      line.array("timeline", summary.spans) { line, span in
        line.element { line in
          line.field("from_s", Double(span.fromTick) / 16_000, decimals: 3)
          line.field("to_s", Double(span.toTick) / 16_000, decimals: 3)
          line.field("emotion", span.emotion.map { labels[$0] })
          line.field("confidence", Double(span.confidence), decimals: 5)
        }
      }
      line.object("shares") { line in
        for (index, label) in labels.enumerated() { line.field(label, Double(summary.spokenSeconds[index]), decimals: 2) }
      }
    }
    line.end()
    return line.bytes
  }

  /// The line of a file that could not be read.
  public static func errorLine(path: String, channel: Int? = nil, error: String) -> [UInt8] {
    var line = JSONLine()
    line.begin()
    line.field("file", path)
    if let channel { line.field("channel", channel) }
    line.field("error", error)
    line.end()
    return line.bytes
  }
}

/// What a long recording said over its length.
struct ScoreSummary: Sendable {
  /// A stretch with one answer.
  struct Span: Sendable {
    var fromTick: Int64
    var toTick: Int64
    /// `nil`: no answer.
    var emotion: Int?
    /// Mean confidence over the stretch.
    var confidence: Float
    var steps: Int
  }

  private(set) var spans: [Span] = []
  /// Seconds of speech by emotion.
  private(set) var spokenSeconds = SIMD8<Float>(repeating: 0)
  private var probabilitySum = SIMD8<Float>(repeating: 0)
  private var spokenSteps: Float = 0
  private static let stepSeconds: Float = 0.04

  /// The emotion of most speech.
  var largestShare: Int? {
    guard spokenSeconds.max() > 0 else { return nil }
    return (0..<8).max { spokenSeconds[$0] < spokenSeconds[$1] }
  }

  /// Over all steps with an answer.
  var meanProbabilities: SIMD8<Float>? {
    spokenSteps > 0 ? probabilitySum / spokenSteps : nil
  }

  mutating func add(_ estimate: Estimate?, endTick: Int64) {
    guard let estimate else { return }
    if let emotion = estimate.emotion {
      spokenSeconds[emotion] += Self.stepSeconds
      probabilitySum += estimate.probabilities
      spokenSteps += 1
    }
    if var last = spans.last, last.emotion == estimate.emotion {
      last.toTick = endTick
      last.confidence += (estimate.confidence - last.confidence) / Float(last.steps + 1)
      last.steps += 1
      spans[spans.count - 1] = last
    } else {
      let from = spans.last?.toTick ?? 0
      spans.append(Span(fromTick: from, toTick: endTick, emotion: estimate.emotion, confidence: estimate.confidence, steps: 1))
    }
  }
}
