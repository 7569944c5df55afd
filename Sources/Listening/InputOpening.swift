internal import CLinux
internal import Capture
internal import Glibc
internal import Ring
internal import Synchronization

/// Opens an input on another thread, once or until it is there, so that signals and the watchdog are looked after meanwhile: a pipe may have
/// no first byte for hours, and a sound server that hangs may never answer.
final class InputOpening: Sendable {
  private struct State {
    var result: Result<any Source, any Error>?
    /// Why it is not there yet.
    var trouble: CaptureError?
  }

  private let plan: Listener.Plan
  private let state = Mutex(State())
  private let stop = StopFlag()
  private let done = StopFlag()
  /// Beats while its thread is at work, on this input or on one before it.
  let pulse: CapturePulse

  private init(_ plan: Listener.Plan, _ pulse: CapturePulse) {
    self.plan = plan
    self.pulse = pulse
  }

  /// Begins to open all inputs: each microphone and each pipe on a thread of its own, because they may wait, and the files on one, in order.
  /// - Parameter waker: an eventfd that is written to with every result.
  /// - Throws: `ListeningError` when the system has no thread left.
  static func all(_ plans: [Listener.Plan], waker: Int32) throws(ListeningError) -> [InputOpening] {
    let filePulse = CapturePulse()
    let openings = plans.map { InputOpening($0, $0.kind == "file" ? filePulse : CapturePulse()) }
    let files = openings.filter { $0.plan.kind == "file" }
    if !files.isEmpty { try start(files, waker) }
    for opening in openings where opening.plan.kind != "file" { try start([opening], waker) }
    return openings
  }

  private static func start(_ openings: [InputOpening], _ waker: Int32) throws(ListeningError) {
    let thread = try RealTimeThread(name: "opening", priority: 0) {
      for opening in openings {
        opening.run()
        opening.done.stop()
        opening.pulse.beat()
        eventfd_write(waker, 1)
      }
    }
    thread.detach()
  }

  /// What came of it; nil: it goes on.
  var result: Result<any Source, any Error>? { state.withLock { $0.result } }
  /// Why a microphone that is waited for is not there yet.
  var trouble: CaptureError? { state.withLock { $0.trouble } }
  var isDone: Bool { done.isStopped }

  /// Whether the service manager may be told that all is well: it is at work, or it is a pipe, which may have no first byte for hours.
  func isWell(at now: Int64) -> Bool {
    isDone || plan.kind == "stdin" || now - pulse.lastNanoseconds < Watchdog.captureNanoseconds
  }

  /// Asks it to give up; it may hang in a call that never returns, and is not waited for.
  func cancel() { stop.stop() }

  private func run() {
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
