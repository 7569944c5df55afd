internal import Synchronization

/// A place for each input's stream: the main thread fills one when its input has opened, the analysis finds it there and keeps it.
///
/// So a microphone that was missing at the start joins the others while they are listened to.
final class StreamSeats: @unchecked Sendable {
  let count: Int
  // SAFETY: a seat is written by the main thread before its flag is set (release), and is the analysis thread's from the moment on that it
  // saw the flag (acquire); all are freed with this object, which both keep.
  private let seats: UnsafeMutablePointer<ListenedStream>  // [count]
  private let taken: UnsafeMutablePointer<Atomic<Bool>>  // [count]

  init(count: Int) {
    self.count = count
    seats = .allocate(capacity: count)
    taken = .allocate(capacity: count)
    for index in 0..<count { (taken + index).initialize(to: Atomic(false)) }
  }

  deinit {
    for index in 0..<count where isTaken(index) { (seats + index).deinitialize(count: 1) }
    taken.deinitialize(count: count)
    seats.deallocate()
    taken.deallocate()
  }

  /// The main thread's: seats a stream.
  /// - Precondition: the seat is free.
  func take(_ index: Int, _ stream: consuming ListenedStream) {
    precondition(!isTaken(index), "one stream a seat")
    (seats + index).initialize(to: stream)
    taken[index].store(true, ordering: .releasing)
  }

  /// The analysis thread's; real-time.
  func isTaken(_ index: Int) -> Bool { taken[index].load(ordering: .acquiring) }

  /// The analysis thread's: valid at every seat that is taken.
  var first: UnsafeMutablePointer<ListenedStream> { seats }
}
