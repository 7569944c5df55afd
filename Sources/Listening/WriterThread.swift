internal import CLinux
internal import Glibc
internal import Ring
internal import Synchronization

/// The writer at work on its own thread, and how it ended.
final class WriterThread: Sendable {
  private struct State {
    var ending: EventWriter.Ending?
    var whenEnded: Doorbell?
  }

  let writer: EventWriter
  /// Set when the writer has ended, or when the stream shall: capture and analysis look at it.
  let stop = StopFlag()
  private let state = Mutex(State())

  /// - Parameter waker: an eventfd that is written to when the writer has ended.
  /// - Throws: `ListeningError` when the system has no thread left.
  init(_ writer: EventWriter, waker: Int32) throws(ListeningError) {
    self.writer = writer
    _ = try RealTimeThread(name: "writer", priority: 0) { [self] in
      let ending = writer.run()
      let bell = state.withLock { state in
        state.ending = ending
        return state.whenEnded
      }
      stop.stop()
      bell?.ring()
      eventfd_write(waker, 1)
    }
  }

  /// Who is woken when the writer has ended: the analysis.
  var whenEnded: Doorbell? {
    get { state.withLock { $0.whenEnded } }
    set { state.withLock { $0.whenEnded = newValue } }
  }

  /// nil while it goes on.
  var ending: EventWriter.Ending? { state.withLock { $0.ending } }

  /// Ends the stream; what is still to be written has so long.
  func end(afterMilliseconds: Int64) {
    stop.stop()
    whenEnded?.ring()
    writer.giveUp(afterMilliseconds: afterMilliseconds)
  }

  /// After it has ended.
  /// - Returns: whether everything was written.
  /// - Throws: `ListeningError` (I/O) when the output failed.
  func join() throws(ListeningError) -> Bool {
    switch ending {
    case .finished, nil: return true
    case .readerGone, .abandoned: return false
    case .failed(let code): throw ListeningError(.inputOutput, "standard output: \(String(cString: strerror(code)))")
    }
  }
}
