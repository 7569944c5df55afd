internal import Timeline

/// Events that wait for the reader: bounded, estimates dropped oldest first and counted, adjacent gaps merged when even the rest grows.
struct Backlog {
  /// Events that may wait before estimates are dropped: two minutes of them at the default interval.
  static let bound = 256

  private var events: [Event] = []
  private(set) var droppedTotal: UInt64 = 0
  /// Dropped since the last event was taken.
  private var droppedUntold: UInt64 = 0

  var isEmpty: Bool { events.isEmpty }
  var isFull: Bool { events.count >= Self.bound }
  var first: Event? { events.first }

  mutating func append(_ event: Event) {
    if isFull { makeRoom(for: event) }
    if case .gap(let new) = event.content, isFull, case .gap(var last)? = events.last?.content, last.rateHz == new.rateHz {
      last.lostSamples += new.lostSamples
      last.merged += new.merged
      last.state = Gap.StateAction(rawValue: max(last.state.rawValue, new.state.rawValue)) ?? new.state
      var merged = event
      merged.content = .gap(last)
      events[events.count - 1] = merged
    } else {
      events.append(event)
    }
  }

  /// Drops what can be missed: the oldest estimate, else an older heartbeat, else the older of two states of one alert.
  private mutating func makeRoom(for event: Event) {
    let index =
      events.firstIndex(where: \.isDroppable)
      ?? events.firstIndex { if case .health = $0.content { true } else { false } }
      ?? events.firstIndex { old in
        guard case .alert(let alert) = event.content, case .alert(let before) = old.content else { return false }
        return alert.rule == before.rule
      }
    guard let index else { return }
    events.remove(at: index)
    droppedTotal += 1
    droppedUntold += 1
  }

  /// Takes the first event, with how many were dropped since the last was taken.
  mutating func removeFirst() -> (event: Event, dropped: UInt64) {
    defer { droppedUntold = 0 }
    return (events.removeFirst(), droppedUntold)
  }
}
