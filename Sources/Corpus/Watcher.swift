import Synchronization

/// Hears how far long pieces of work are, and may stop them; from any thread.
package struct Watcher: Sendable {
  /// What is done, so many of so many.
  package let tell: @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void
  package let isStopped: @Sendable () -> Bool

  package init(
    tell: @escaping @Sendable (_ what: String, _ done: Int, _ total: Int) -> Void, isStopped: @escaping @Sendable () -> Bool
  ) {
    self.tell = tell
    self.isStopped = isStopped
  }

  /// Nobody.
  package static let none = Watcher(tell: { _, _, _ in }, isStopped: { false })
}

/// Counts how much of one piece of work is done.
package final class WorkMeter: Sendable {
  private let what: String
  private let total: Int
  private let watcher: Watcher
  private let done = Atomic(0)

  package init(_ what: String, total: Int, _ watcher: Watcher) {
    self.what = what
    self.total = total
    self.watcher = watcher
  }

  /// Some more is done.
  /// - Throws: `Stopped` when the watcher wants no more.
  package func advance(by count: Int = 1) throws(Stopped) {
    watcher.tell(what, min(done.add(count, ordering: .relaxed).newValue, total), total)
    if watcher.isStopped() { throw Stopped() }
  }
}

/// The work was stopped on demand.
package struct Stopped: Error {
  package init() {}
}
