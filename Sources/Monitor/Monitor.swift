internal import EventReading
internal import Synchronization

/// The events so far, and who waits for more.
///
///     line ─▶ take ─▶ EventLog, Metrics ─▶ doorbells ─▶ each browser's stream reads on from where it is
///
/// A browser that does not read costs nothing but its place: it is the log that is kept, once, and its size is bounded.
package final class Monitor: Sendable {
  /// What a page is told about the monitor.
  package struct Status: Codable, Equatable, Sendable {
    package let version: String
    /// Names this run: event numbers begin again with each.
    package let session: String
    /// The name of the file that is replayed.
    package let replay: String?
    package let speed: Double
    package let historySeconds: Double
    /// When the events ended, in seconds since 1970.
    package var ended: Double?
    package var refused: UInt64 = 0

    package init(version: String, session: String, replay: String?, speed: Double, historySeconds: Double) {
      (self.version, self.session, self.replay, self.speed) = (version, session, replay, speed)
      self.historySeconds = historySeconds
    }
  }

  /// One browser; its place is free again when this goes.
  package final class Subscription: Sendable {
    let rings: AsyncStream<Void>
    private let leave: @Sendable () -> Void

    init(rings: AsyncStream<Void>, leave: @escaping @Sendable () -> Void) {
      (self.rings, self.leave) = (rings, leave)
    }

    deinit { leave() }
  }

  private struct State {
    var log: EventLog
    var metrics = Metrics()
    var status: Status
    var doorbells: [UInt64: AsyncStream<Void>.Continuation] = [:]
    var nextDoorbell: UInt64 = 0
    var isClosed = false
  }

  package static let browserLimit = 32
  private let state: Mutex<State>
  private let now: @Sendable () -> Double

  /// - Parameter now: seconds of a clock that only goes forward.
  package init(status: Status, historyBytes: Int = 8 << 20, now: @escaping @Sendable () -> Double) {
    state = Mutex(State(log: EventLog(historySeconds: status.historySeconds, historyBytes: historyBytes), status: status))
    self.now = now
  }

  /// Takes one line of the daemon's.
  /// - Returns: `false` when it is no event; it is then only counted.
  @discardableResult package func take(line: [UInt8]) -> Bool {
    let event = ReadEvent(line: line)
    state.withLock { state in
      if let event {
        state.log.append(line, event, at: now())
        state.metrics.count(event, at: now())
      } else {
        state.metrics.refuse()
        state.status.refused += 1
      }
    }
    ring()
    return event != nil
  }

  /// The daemon is gone, or has ended.
  package func inputEnded(at seconds: Double) {
    state.withLock { $0.status.ended = seconds }
    ring()
  }

  /// Wakes every stream: those that have nothing to send send a heartbeat.
  package func ring() {
    state.withLock { state in
      for doorbell in state.doorbells.values { doorbell.yield() }
    }
  }

  /// Ends every stream.
  package func close() {
    let doorbells = state.withLock { state in
      state.isClosed = true
      return state.doorbells.values.map { $0 }
    }
    for doorbell in doorbells { doorbell.finish() }
  }

  /// - Returns: `nil` when too many browsers look on already.
  package func subscribe() -> Subscription? {
    let (rings, doorbell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let number = state.withLock { state -> UInt64? in
      guard state.doorbells.count < Self.browserLimit, !state.isClosed else { return nil }
      state.nextDoorbell += 1
      state.doorbells[state.nextDoorbell] = doorbell
      return state.nextDoorbell
    }
    guard let number else { return nil }
    return Subscription(rings: rings) { [weak self] in
      self?.state.withLock { _ = $0.doorbells.removeValue(forKey: number) }
    }
  }

  package var status: Status { state.withLock { $0.status } }

  /// As `EventLog.entries`.
  func entries(after id: UInt64, limit: Int) -> [EventLog.Entry]? {
    state.withLock { $0.log.entries(after: id, limit: limit) }
  }

  var clock: Double { now() }

  /// What `/metrics` answers.
  package func metrics(_ format: Exposition.Format, residentBytes: Int) -> String {
    let (metrics, status, browsers) = state.withLock { ($0.metrics, $0.status, $0.doorbells.count) }
    let own = Metrics.Own(
      version: status.version, residentBytes: residentBytes, browsers: browsers, hasInputEnded: status.ended != nil)
    return metrics.text(format, own: own, at: now())
  }
}
