internal import EventReading

/// A line of the list of what happened.
struct WatchNote: Equatable {
  enum Kind: Equatable {
    /// To this emotion; nil: to none.
    case change(String?)
    case alert
    case trouble
    case plain
  }

  let seconds: Double
  let kind: Kind
  let text: String

  init(seconds: Double, kind: Kind, text: String) {
    (self.seconds, self.kind, self.text) = (seconds, kind, text)
  }

  /// - Returns: nil for events that the list leaves out.
  init?(_ event: ReadEvent) {
    seconds = event.streamSeconds
    switch event.type {
    case "change":
      kind = .change(event.to)
      text = event.to.map { "\($0) \(percent(event.confidence))" } ?? "nothing settled"
    case "alert":
      let isRaised = event.state == "raised"
      kind = isRaised ? .alert : .plain
      text = (isRaised ? "alert: " : "cleared: ") + (event.rule ?? "?")
    case "gap":
      kind = .trouble
      text = "gap of \(Self.duration(event.lostMilliseconds ?? 0)), \(event.cause ?? "?")"
    case "signal":
      let isWell = event.state == "ok"
      kind = isWell ? .plain : .trouble
      text = isWell ? "signal well again" : "signal \(event.state ?? "?"): \(event.detail ?? "")"
    case "device":
      let isLost = event.state == "lost"
      kind = isLost ? .trouble : .plain
      text = isLost ? "microphone lost: \(event.error ?? "?")" : "microphone back"
    case "fault":
      kind = .trouble
      text = "fault in the \(event.part ?? "?"), mended"
    case "stop":
      kind = .plain
      text = "stopped: \(event.reason ?? "?")"
    default: return nil
    }
  }

  private static func duration(_ milliseconds: Double) -> String {
    milliseconds < 10_000 ? "\(fixed(milliseconds, 0)) ms" : "\(fixed(milliseconds / 1000, 1)) s"
  }
}
