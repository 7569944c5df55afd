package import EventReading

/// When the lines of a recording of events are due: as far apart as they were in the streams' own time, `speed` times as fast.
///
/// A stream's time is not the wall clock's (a file is read at once), and each source has its own; a `start` begins a stream anew, so it
/// follows at once on what was before.
/// - Units: seconds since the replay began.
package struct ReplayPace {
  private let speed: Double
  private var latest = 0.0
  /// What to add to a source's stream time, divided by the speed.
  private var offsets: [SourceKey: Double] = [:]

  /// - Precondition: `speed > 0`.
  package init(speed: Double) {
    precondition(speed > 0, "a replay has a speed above 0")
    self.speed = speed
  }

  /// When `event` is due: never before the one in front of it.
  package mutating func due(_ event: ReadEvent) -> Double {
    let own = event.streamSeconds / speed
    let key = SourceKey(event)
    if event.type == "start" || offsets[key] == nil { offsets[key] = latest - own }
    // Thirty years of waiting are enough for whatever a line says.
    latest = min(max(latest, own + offsets[key, default: 0]), 1e9)
    return latest
  }

  /// Hands the lines on when they are due.
  /// - Parameter next: the next line, `nil` at the end.
  /// - Throws: `CancellationError`.
  package static func run<C: Clock>(
    speed: Double, clock: C, next: () -> [UInt8]?, take: (_ line: [UInt8]) -> Void
  ) async throws where C.Duration == Duration {
    var pace = ReplayPace(speed: speed)
    let began = clock.now
    while let line = next() {
      if let event = ReadEvent(line: line) {
        let due = began.advanced(by: .seconds(pace.due(event)))
        if clock.now < due { try await clock.sleep(until: due, tolerance: nil) }
      }
      take(line)
    }
  }
}
