/// Where events wait until they are taken. All are taken after each call, so that one tray serves all streams of a thread: 14 KB once.
///
/// One thread at a time uses it.
public final class EventTray {
  // SAFETY: all three live as long as this object, which every timeline keeps.
  let queue: UnsafeMutablePointer<Event>  // [capacity]
  /// Where the first stands, and how many there are.
  let ends: UnsafeMutablePointer<(head: Int, count: Int)>
  /// Where new rules are made ready, [Timeline.mostRules].
  let watches: UnsafeMutablePointer<RuleWatch>

  /// More events than one call can bring: an estimate, a change, and an alert a rule.
  static let capacity = 64

  public init() {
    queue = .allocate(capacity: Self.capacity)
    ends = .allocate(capacity: 1)
    ends.initialize(to: (0, 0))
    watches = .allocate(capacity: Timeline.mostRules)
  }

  deinit {
    queue.deallocate()
    ends.deallocate()
    watches.deallocate()
  }
}
