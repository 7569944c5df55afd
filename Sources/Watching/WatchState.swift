internal import EventReading

/// Everything that is shown, from the events so far: a pure state machine.
///
/// - Units: times in seconds of the viewer's clock.
struct WatchState: Equatable {
  /// What the stream of events is doing.
  enum Flow: Equatable {
    case running
    /// The display stands still.
    case paused
    /// No more events come.
    case ended
  }

  private(set) var sources: [WatchedSource] = []
  private(set) var selected = 0
  var flow = Flow.running
  /// The last line of the diagnostics.
  var notice: String?
  /// Lines that are no events.
  private(set) var unreadable = 0

  var source: WatchedSource? { sources.indices.contains(selected) ? sources[selected] : nil }

  mutating func take(_ event: ReadEvent, at now: Double) {
    let key = SourceKey(event)
    let place = sources.firstIndex { $0.key == key } ?? sources.count
    if place == sources.count { sources.append(WatchedSource(key)) }
    sources[place].take(event, at: now)
  }

  /// No more events come.
  mutating func end() {
    flow = .ended
    for place in sources.indices { sources[place].end() }
  }

  mutating func countUnreadableLine() { unreadable += 1 }

  mutating func select(_ place: Int) {
    if sources.indices.contains(place) { selected = place }
  }

  mutating func selectNext() {
    if !sources.isEmpty { selected = (selected + 1) % sources.count }
  }
}
