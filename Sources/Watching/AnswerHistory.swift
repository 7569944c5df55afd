internal import EventReading

/// The answers of the last minute, for the strip.
///
/// - Units: seconds of the stream.
struct AnswerHistory: Equatable {
  struct Answer: Equatable {
    var emotion: String?
    var reason: String?
    var confidence: Double
  }

  private struct Moment: Equatable {
    var seconds: Double
    var validUntil: Double
    var answer: Answer
  }

  static let seconds = 60.0
  private var moments: [Moment] = []

  mutating func add(_ estimate: ReadEvent) {
    let now = estimate.streamSeconds
    // A stream that began anew counts from zero.
    if let last = moments.last, now < last.seconds { moments = [] }
    if let first = moments.first, now - first.seconds > 2 * Self.seconds {
      moments.removeAll { now - $0.seconds > Self.seconds + 1 }
    }
    let answer = Answer(emotion: estimate.emotion, reason: estimate.reason, confidence: estimate.confidence ?? 0)
    moments.append(Moment(seconds: now, validUntil: now + (estimate.validMilliseconds ?? 0) / 1000, answer: answer))
  }

  /// The last minute until `end` in so many pieces, oldest first; each holds the last answer in it that names an emotion, else the last
  /// answer; one without any the answer before, while that is valid.
  ///
  /// A piece's place on the stream's time does not move, so that the strip scrolls and does not shimmer.
  func strip(until end: Double, pieces: Int) -> [Answer?] {
    let length = Self.seconds / Double(pieces)
    let last = Int(end / length)
    var strip: [Answer?] = []
    var next = 0
    var latest: Moment?
    for piece in (last - pieces + 1)...last {
      let (from, to) = (Double(piece) * length, Double(piece + 1) * length)
      var inside: Answer?
      while next < moments.count, moments[next].seconds < to {
        let moment = moments[next]
        if moment.seconds >= from, moment.answer.emotion != nil || inside?.emotion == nil { inside = moment.answer }
        latest = moment
        next += 1
      }
      let earlier = latest.flatMap { $0.validUntil > from && from <= end ? $0.answer : nil }
      strip.append(inside ?? earlier)
    }
    return strip
  }
}
