internal import EventReading

/// The stream as lines of text, for an output that is no screen: what happens, and each answer that differs from the one before.
struct PlainLines {
  private var answers: [SourceKey: String] = [:]

  /// - Returns: nil for an event that says nothing new.
  mutating func line(_ event: ReadEvent) -> String? {
    guard let text = text(event) else { return nil }
    var name = event.source ?? ""
    if let channel = event.channel { name += (name.isEmpty ? "" : " ") + "channel \(channel)" }
    let time = clock(event.streamSeconds)
    let padding = String(repeating: " ", count: max(0, 9 - time.count))
    return Self.plain(padding + time + "  " + (name.isEmpty ? "" : "[\(name)] ") + text)
  }

  private mutating func text(_ event: ReadEvent) -> String? {
    switch event.type {
    case "start":
      let model = event.model.map { "\($0.name) \(event.version ?? "") \($0.sha256.prefix(8))" } ?? ""
      return "listening to \(event.input?.name ?? "?"), \(event.purpose ?? "?"), \(model)"
    case "estimate":
      let word = event.emotion ?? "unknown (\(event.reason ?? "?"))"
      guard answers.updateValue(word, forKey: SourceKey(event)) != word else { return nil }
      return event.emotion == nil ? word : "\(word) \(percent(event.confidence))"
    case "change": return "settled: \(event.to ?? "nothing")"
    default: return WatchNote(event)?.text
    }
  }

  /// Nothing in it moves a cursor.
  private static func plain(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) ? "?" : $0 }))
  }
}
