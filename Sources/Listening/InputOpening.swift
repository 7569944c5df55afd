internal import CLinux
internal import Capture
internal import Glibc
internal import Ring
internal import Synchronization

/// Opens inputs, one after another, on a thread of its own, each once or until it is there, so that signals and the watchdog are looked after
/// meanwhile: a pipe may have no first byte for hours, and a sound server that hangs may never answer.
final class InputOpening: Sendable {
  private struct State {
    var result: Result<any Source, any Error>?
    /// Why it is not there yet.
    var trouble: CaptureError?
  }

  /// The inputs' places.
  let places: [Int]
  private let plans: [Listener.Plan]
  private let states: Mutex<[State]>
  private let stop = StopFlag()
  private let done = StopFlag()
  /// Beats while it is at work.
  let pulse = CapturePulse()

  /// - Parameters:
  ///   - inputs: places among all inputs, and plans.
  ///   - waker: an eventfd that is written to with every result.
  /// - Throws: `ListeningError` when the system has no thread left.
  init(_ inputs: [(place: Int, plan: Listener.Plan)], waker: Int32) throws(ListeningError) {
    places = inputs.map(\.place)
    plans = inputs.map(\.plan)
    states = Mutex(Array(repeating: State(), count: inputs.count))
    let thread = try RealTimeThread(name: "opening", priority: 0) { [self] in
      for index in plans.indices {
        run(index)
        eventfd_write(waker, 1)
        pulse.beat()
      }
      done.stop()
    }
    thread.detach()
  }

  /// Everything that `plans` needs: each microphone and each pipe by itself, because they may wait, and all files on one thread.
  /// - Throws: `ListeningError` when the system has no thread left.
  static func all(_ plans: [Listener.Plan], waker: Int32) throws(ListeningError) -> [InputOpening] {
    var openings: [InputOpening] = []
    let inputs = plans.enumerated().map { (place: $0.offset, plan: $0.element) }
    for input in inputs where input.plan.kind != "file" { openings.append(try InputOpening([input], waker: waker)) }
    let files = inputs.filter { $0.plan.kind == "file" }
    if !files.isEmpty { openings.append(try InputOpening(files, waker: waker)) }
    return openings
  }

  /// What came of the input at this place; nil: it goes on, or another opens it. A result is given once.
  func takeResult(_ place: Int) -> Result<any Source, any Error>? {
    guard let index = places.firstIndex(of: place) else { return nil }
    return states.withLock { states in
      defer { states[index].result = nil }
      return states[index].result
    }
  }

  /// Why a microphone that is waited for is not there yet.
  func trouble(_ place: Int) -> CaptureError? {
    guard let index = places.firstIndex(of: place) else { return nil }
    return states.withLock { $0[index].trouble }
  }

  /// Nothing is left to be opened.
  var isDone: Bool { done.isStopped }

  /// Asks it to give up; it may hang in a call that never returns, and is not waited for.
  func cancel() { stop.stop() }

  private func run(_ index: Int) {
    var backoff = ReopenBackoff()
    while !stop.isStopped {
      let result = Result { try plans[index].open() }
      if case .failure(let error as CaptureError) = result, error.kind == .device, plans[index].waits {
        states.withLock { $0[index].trouble = error }
        wait(backoff.next())
        continue
      }
      states.withLock { $0[index].result = result }
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
