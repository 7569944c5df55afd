internal import Synchronization

/// Whether the capture thread is at work: it beats at every turn, whether the device delivers or is being waited for, so that the watchdog
/// sees a call of libasound that never returns.
public final class CapturePulse: Sendable {
  private let last = Atomic<Int64>(MonotonicClock.now())

  public init() {}

  /// Says that the thread goes on.   - Real-time: yes.
  public func beat() {
    last.store(MonotonicClock.now(), ordering: .relaxed)
  }

  /// CLOCK_MONOTONIC of the last beat, in nanoseconds.
  public var lastNanoseconds: Int64 { last.load(ordering: .relaxed) }
}
