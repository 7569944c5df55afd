internal import Timeline

/// Events that wait for the reader: bounded, levels and then estimates dropped oldest first and counted, the others folded together when even they
/// would grow without end.
struct Backlog {
  /// Events that may wait before estimates are dropped: two minutes of them at the default interval.
  static let bound = 256
  /// With many inputs, so many of each: more than the few that can't be folded (`start`, `stop`, the last state of everything).
  static let boundEach = 16

  private let bound: Int
  private var events: [Event] = []
  /// Those in front of it were taken; they are let go when there are as many as may wait.
  private var head = 0
  /// Dropped for good; what was folded into another event is not among them.
  private(set) var droppedTotal: UInt64 = 0
  /// A hole behind the last event, for the next one to tell.
  private var holeAtEnd: UInt64 = 0

  init(inputs: Int = 1) {
    bound = max(Self.bound, inputs * Self.boundEach)
  }

  private var count: Int { events.count - head }
  var isEmpty: Bool { count == 0 }
  var isFull: Bool { count >= bound }

  mutating func append(_ event: Event) {
    droppedTotal += event.droppedBefore
    var event = event
    event.droppedBefore += holeAtEnd
    holeAtEnd = 0
    events.append(event)
    if count > bound { makeRoom() }
  }

  mutating func removeFirst() -> Event {
    defer { forgetFirst() }
    return events[head]
  }

  private mutating func forgetFirst() {
    head += 1
    if head == events.count || head >= bound {
      events.removeFirst(head)
      head = 0
    }
  }

  /// Drops the oldest level, else the oldest estimate, else the oldest heartbeat; else folds two changes, two states of one alert, two gaps, or two states of
  /// the device or of the signal, of one input, into the later one.
  private mutating func makeRoom() {
    let waiting = events[head...]
    let droppable =
      waiting.firstIndex(where: \.isLevel) ?? waiting.firstIndex(where: \.isDroppable)
      ?? waiting.firstIndex { if case .health = $0.content { true } else { false } }
    if let droppable {
      droppedTotal += 1
      remove(droppable)
      return
    }
    for index in waiting.indices {
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
    if index + 1 < events.count { events[index + 1].droppedBefore += hole } else { holeAtEnd += hole }
    // Those before it move up: the oldest estimate is near the front.
    var place = index
    while place > head {
      events[place] = events[place - 1]
      place -= 1
    }
    forgetFirst()
  }

  /// The later event, saying also what the earlier one said; `nil` when they have nothing to do with each other.
  private static func folded(_ earlier: Event, into later: Event) -> Event? {
    guard earlier.source == later.source else { return nil }
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
