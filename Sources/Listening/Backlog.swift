internal import Timeline

/// Events that wait for the reader: bounded, estimates dropped oldest first and counted, the others folded together when even they
/// would grow without end.
struct Backlog {
  /// Events that may wait before estimates are dropped: two minutes of them at the default interval.
  static let bound = 256

  private var events: [Event] = []
  /// Dropped for good; what was folded into another event is not among them.
  private(set) var droppedTotal: UInt64 = 0
  /// A hole behind the last event, for the next one to tell.
  private var holeAtEnd: UInt64 = 0

  var isEmpty: Bool { events.isEmpty }
  var isFull: Bool { events.count >= Self.bound }

  mutating func append(_ event: Event) {
    droppedTotal += event.droppedBefore
    var event = event
    event.droppedBefore += holeAtEnd
    holeAtEnd = 0
    events.append(event)
    if events.count > Self.bound { makeRoom() }
  }

  mutating func removeFirst() -> Event {
    events.removeFirst()
  }

  /// Drops the oldest estimate, else the oldest heartbeat; else folds two changes, two states of one alert, two gaps, or two states of
  /// the device or of the signal into the later one.
  private mutating func makeRoom() {
    let droppable =
      events.firstIndex(where: \.isDroppable)
      ?? events.firstIndex { if case .health = $0.content { true } else { false } }
    if let droppable {
      droppedTotal += 1
      remove(droppable)
      return
    }
    for index in events.indices {
      guard let later = events[(index + 1)...].firstIndex(where: { Self.folded(events[index], into: $0) != nil }),
        let folded = Self.folded(events[index], into: events[later])
      else { continue }
      events[later] = folded
      remove(index)
      return
    }
  }

  /// The hole that it leaves is told by the event behind it.
  private mutating func remove(_ index: Int) {
    let hole = events[index].droppedBefore + 1
    events.remove(at: index)
    if index < events.count { events[index].droppedBefore += hole } else { holeAtEnd += hole }
  }

  /// The later event, saying also what the earlier one said; `nil` when they have nothing to do with each other.
  private static func folded(_ earlier: Event, into later: Event) -> Event? {
    var result = later
    switch (earlier.content, later.content) {
    case (.gap(let before), .gap(var gap)) where before.rateHz == gap.rateHz:
      gap.lostSamples += before.lostSamples
      gap.merged += before.merged
      gap.state = Gap.StateAction(rawValue: max(before.state.rawValue, gap.state.rawValue)) ?? gap.state
      result.content = .gap(gap)
    case (.change(let before), .change(var change)):
      change.from = before.from
      result.content = .change(change)
    case (.alert(let before), .alert(let alert)) where before.rule == alert.rule: break
    case (.device, .device), (.signal, .signal): break
    default: return nil
    }
    return result
  }
}
