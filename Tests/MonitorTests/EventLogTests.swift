import Monitor
import Testing

/// What is kept, what is let go, and what a late page is told.
@Suite struct EventLogTests {
  private func log(seconds: Double = 100, bytes: Int = 1 << 20, _ lines: [(at: Double, line: String)]) throws -> EventLog {
    var log = EventLog(historySeconds: seconds, historyBytes: bytes)
    for (at, line) in lines { log.append(line.utf8, try Lines.event(line), at: at) }
    return log
  }

  private func ids(_ log: EventLog, after id: UInt64, limit: Int = 1 << 20) -> [UInt64]? {
    log.entries(after: id, limit: limit)?.map(\.id)
  }

  @Test func readsOnFromAPlace() throws {
    let log = try log((0..<5).map { (Double($0), Lines.estimate(Double($0))) })
    #expect(ids(log, after: 0) == [1, 2, 3, 4, 5])
    #expect(ids(log, after: 3) == [4, 5])
    #expect(ids(log, after: 5) == [])
    // A number that was never given, from a browser that remembers another log.
    #expect(ids(log, after: 6) == [1, 2, 3, 4, 5] && ids(log, after: .max) == [1, 2, 3, 4, 5])
    #expect(ids(EventLog(historySeconds: 1, historyBytes: 1), after: 0) == [])
  }

  @Test func letsGoWhatIsOld() throws {
    let log = try log(seconds: 100, (0..<300).map { (Double($0), Lines.estimate(Double($0))) })
    #expect(log.count == 101)
    #expect(ids(log, after: 199)?.first == 200)
    #expect(ids(log, after: 150) == nil)  // that reader was too slow
  }

  @Test func letsGoWhatIsTooMuch() throws {
    let length = Lines.estimate(0).utf8.count
    let log = try log(bytes: 10 * length + 5, (0..<30_000).map { _ in (0, Lines.estimate(0)) })
    #expect(log.count == 10)
    #expect(ids(log, after: 29_990)?.count == 10)
  }

  @Test func oneLineAlwaysStays() throws {
    let log = try log(bytes: 1, [(0, Lines.estimate(0)), (0, Lines.estimate(1))])
    #expect(ids(log, after: 0) == [2])
  }

  @Test func whatStillHoldsIsToldLate() throws {
    var lines = [(0.0, Lines.start()), (1, Lines.alert(1, "raised")), (2, Lines.device(2, "lost")), (3, Lines.device(3, "restored"))]
    lines += (10..<400).map { (Double($0), Lines.estimate(Double($0))) }
    let late = try log(lines)
    // The start, the alert and the device's last state, in their order; then the last hundred seconds.
    #expect(ids(late, after: 0)?.prefix(4) == [1, 2, 4, 294])
    // A new start is a new beginning.
    let anew = try log(lines + [(400, Lines.start("2026-11-26T08:00:00.000Z"))] + (600..<700).map { (Double($0), Lines.estimate(1)) })
    #expect(ids(anew, after: 0)?.prefix(2) == [395, 396])
  }

  @Test func aBatchHasItsLimit() throws {
    let log = try log((0..<5).map { (Double($0), Lines.estimate(Double($0))) })
    #expect(ids(log, after: 0, limit: 1) == [1])
    #expect(ids(log, after: 0, limit: 2 * Lines.estimate(0).utf8.count + 9) == [1, 2])
  }

  @Test func carriageReturnsAreLeftOut() throws {
    let log = try log([(0, Lines.estimate(0) + "\r")])
    #expect(log.entries(after: 0, limit: 1)?.first.map { String(decoding: $0.line, as: UTF8.self) } == Lines.estimate(0))
  }
}
