import Monitor
import Testing

/// The bytes of `text/event-stream`.
@Suite struct ServerSentEventTests {
  @Test func anEventCarriesItsAge() throws {
    var log = EventLog(historySeconds: 9, historyBytes: 999)
    log.append(Lines.gap(7.1, lost: 4800).utf8, try Lines.event(Lines.gap(7.1, lost: 4800)), at: 10)
    let entry = try #require(log.entries(after: 0, limit: 9)?.first)
    let text = String(decoding: ServerSentEvent.event(entry, session: "8f3c", at: 10.25), as: UTF8.self)
    #expect(text == "id: 8f3c-1\ndata: {\"age_ms\":250,\"event\":\(Lines.gap(7.1, lost: 4800))}\n\n")
  }

  @Test func whatTheMonitorSaysHasAName() {
    #expect(String(decoding: ServerSentEvent.monitor("{}"), as: UTF8.self) == "retry: 2000\nevent: monitor\ndata: {}\n\n")
    #expect(String(decoding: ServerSentEvent.heartbeat, as: UTF8.self).hasPrefix(":"))
  }

  @Test(arguments: [
    ("8f3c-17", 17), ("8f3c-", 0), ("8f3c-x", 0), ("8f3c", 0), ("beef-17", 0), (nil, 0), ("", 0), ("8f3c--1", 0),
  ]) func numbersOfAnotherRunDoNotCount(id: String?, cursor: UInt64) {
    #expect(ServerSentEvent.cursor(lastEventID: id, session: "8f3c") == cursor)
  }
}
