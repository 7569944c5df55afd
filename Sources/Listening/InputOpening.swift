internal import CLinux
internal import Capture
internal import Glibc
internal import Ring
internal import Synchronization

/// Opens the input on a thread of its own, once or until it is there, so that signals and the watchdog are looked after meanwhile: a pipe
/// may have no first byte for hours, and a sound server that hangs may never answer.
final class InputOpening: Sendable {
  private struct State {
    var result: Result<any Source, any Error>?
    /// Why it is not there yet.
    var trouble: CaptureError?
  }

  private let state = Mutex(State())
  private let stop = StopFlag()
  /// Beats while it is at work.
  let pulse = CapturePulse()

  /// - Parameter waker: an eventfd that is written to when there is a result.
  /// - Throws: `ListeningError` when the system has no thread left.
  init(_ plan: Listener.Plan, waker: Int32) throws(ListeningError) {
    _ = try RealTimeThread(name: "opening", priority: 0) { [self] in
      run(plan)
      eventfd_write(waker, 1)
    }
  }

  /// What came of it; nil: it goes on.
  var result: Result<any Source, any Error>? { state.withLock { $0.result } }
  /// Why a microphone that is waited for is not there yet.
  var trouble: CaptureError? { state.withLock { $0.trouble } }

  /// Asks it to give up; it may hang in a call that never returns, and is not waited for.
  func cancel() { stop.stop() }

  private func run(_ plan: Listener.Plan) {
    var backoff = ReopenBackoff()
    while !stop.isStopped {
      let result = Result { try plan.open() }
      if case .failure(let error as CaptureError) = result, error.kind == .device, plan.waits {
        state.withLock { $0.trouble = error }
        wait(backoff.next())
        continue
      }
      state.withLock { $0.result = result }
      return
    }
  }

  private func wait(_ nanoseconds: Int64) {
    let deadline = MonotonicTime.now() + nanoseconds
    while !stop.isStopped, MonotonicTime.now() < deadline {
      pulse.beat()
      usleep(50_000)
    }
  }
}
