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
    if isFull, let last = events.last, let merged = Self.merged(last, event) {
      events[events.count - 1] = merged
    } else {
      events.append(event)
    }
  }

  /// Drops what can be missed: the oldest estimate, else an older heartbeat, else the older of two states of one alert. Where nothing
  /// can be, two adjacent gaps become one, so that gaps and alerts in turn cannot grow without bound.
  private mutating func makeRoom(for event: Event) {
    let index =
      events.firstIndex(where: \.isDroppable)
      ?? events.firstIndex { if case .health = $0.content { true } else { false } }
      ?? events.firstIndex { old in
        guard case .alert(let alert) = event.content, case .alert(let before) = old.content else { return false }
        return alert.rule == before.rule
      }
    guard let index else { return mergeGaps() }
    events.remove(at: index)
    droppedTotal += 1
    droppedUntold += 1
  }

  private mutating func mergeGaps() {
    for index in events.indices.dropLast() {
      guard let merged = Self.merged(events[index], events[index + 1]) else { continue }
      events.replaceSubrange(index...index + 1, with: CollectionOfOne(merged))
      return
    }
  }

  /// Both as one event in the later one's place; `nil` unless both are gaps of one rate.
  private static func merged(_ old: Event, _ new: Event) -> Event? {
    guard case .gap(let before) = old.content, case .gap(var gap) = new.content, before.rateHz == gap.rateHz else { return nil }
    gap.lostSamples += before.lostSamples
    gap.merged += before.merged
    gap.state = Gap.StateAction(rawValue: max(before.state.rawValue, gap.state.rawValue)) ?? gap.state
    var merged = new
    merged.content = .gap(gap)
    return merged
  }

  /// Takes the first event, with how many were dropped since the last was taken.
  mutating func removeFirst() -> (event: Event, dropped: UInt64) {
    defer { droppedUntold = 0 }
    return (events.removeFirst(), droppedUntold)
  }
}
