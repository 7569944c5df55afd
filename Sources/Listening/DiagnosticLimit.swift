internal import Synchronization

/// Diagnostics of one kind, as many as somebody can read: five at once, then one a minute that says how many there were.
final class DiagnosticLimit: Sendable {
  private struct Count {
    var left = 5
    var withheld = 0
    var lastNanoseconds: Int64 = 0
  }

  private let count = Mutex(Count())
  private let warn: @Sendable (String) -> Void
  private static let intervalNanoseconds: Int64 = 60_000_000_000

  init(warn: @escaping @Sendable (String) -> Void) {
    self.warn = warn
  }

  func say(_ message: String, at now: Int64 = MonotonicTime.now()) {
    let text: String? = count.withLock { count in
      if now - count.lastNanoseconds >= Self.intervalNanoseconds { count.left = max(count.left, 1) }
      guard count.left > 0 else {
        count.withheld += 1
        return nil
      }
      // A quiet quarter of an hour, and it may say five again.
      if now - count.lastNanoseconds >= 15 * Self.intervalNanoseconds { count.left = 5 }
      count.left -= 1
      count.lastNanoseconds = now
      defer { count.withheld = 0 }
      return count.withheld > 0 ? "\(message) (and \(count.withheld) more like this)" : message
    }
    if let text { warn(text) }
  }
}
