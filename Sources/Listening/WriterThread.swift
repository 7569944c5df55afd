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
    let thread = try RealTimeThread(name: "writer", priority: 0) { [self] in
      let ending = writer.run()
      let bell = state.withLock { state in
        state.ending = ending
        return state.whenEnded
      }
      stop.stop()
      bell?.ring()
      eventfd_write(waker, 1)
    }
    thread.detach()
  }

  /// Who is woken when the writer has ended: the analysis.
  var whenEnded: Doorbell? {
    get { state.withLock { $0.whenEnded } }
    set { state.withLock { $0.whenEnded = newValue } }
  }

  /// nil while it goes on.
  var ending: EventWriter.Ending? { state.withLock { $0.ending } }

  /// A reader that does not read may hold up the end no longer.
  private static let patienceMilliseconds: Int64 = 400

  /// Ends the stream and waits until all is written, or for as long as a reader may take. No thread is joined: one may hang in a read of a
  /// pipe, or in a write to a stopped terminal, and the process shall end.
  func end(_ signals: borrowing ProcessSignals) {
    stop.stop()
    whenEnded?.ring()
    writer.giveUp(afterMilliseconds: Self.patienceMilliseconds)
    signals.waitForWaker(milliseconds: Int32(Self.patienceMilliseconds) + 100)
  }

  /// Once it has ended.
  /// - Returns: whether everything was written.
  /// - Throws: `ListeningError` (I/O) when the output failed.
  func wroteEverything() throws(ListeningError) -> Bool {
    switch ending {
    case .finished, nil: return true
    case .readerGone, .abandoned: return false
    case .failed(let code): throw ListeningError(.inputOutput, "\(writer.name): \(String(cString: strerror(code)))")
    }
  }
}
