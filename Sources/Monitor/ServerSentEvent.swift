/// Bytes of `text/event-stream`.
/// - Source: WHATWG HTML, "Server-sent events".
package enum ServerSentEvent {
  /// One event of the daemon, as it came, with its age: the page must not take an old estimate for a fresh one.
  ///
  ///     id: 8f3c-17
  ///     data: {"age_ms":120,"event":{…}}
  package static func event(_ entry: EventLog.Entry, session: String, at now: Double) -> [UInt8] {
    let age = Int((max(0, now - entry.arrivalSeconds) * 1000).rounded())
    return Array("id: \(session)-\(entry.id)\ndata: {\"age_ms\":\(age),\"event\":".utf8) + entry.line + Array("}\n\n".utf8)
  }

  /// What the monitor says of itself; `json` is one line.
  package static func monitor(_ json: String) -> [UInt8] {
    // The browser tries again two seconds after a connection was lost.
    Array("retry: 2000\nevent: monitor\ndata: \(json)\n\n".utf8)
  }

  /// A comment, so that both ends notice when the other is gone.
  package static let heartbeat = Array(": heartbeat\n\n".utf8)

  /// The number in `Last-Event-ID`, or 0 when it is of another run of the monitor, or none: its numbers begin again.
  package static func cursor(lastEventID: String?, session: String) -> UInt64 {
    guard let lastEventID, lastEventID.hasPrefix(session + "-") else { return 0 }
    return UInt64(lastEventID.dropFirst(session.count + 1)) ?? 0
  }
}
