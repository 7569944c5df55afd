import Synchronization

/// Asks a thread to end: set once by anyone (a signal handler's thread, a test), looked at by the thread.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  /// Whether `stop()` was called.
  /// - Real-time: yes.
  public var isStopped: Bool { flag.load(ordering: .acquiring) }

  /// Asks for the end; it cannot be taken back.
  public func stop() { flag.store(true, ordering: .releasing) }
}
