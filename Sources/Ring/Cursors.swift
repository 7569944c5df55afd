import Synchronization

/// The two cursors of a ring, each on cache lines of its own, and the record of which ends were made.
///
/// Cursors count elements since the start and never wrap (2^63 samples are six million years at 48 kHz);
/// the slot is `cursor & (capacity − 1)`. Each is stored only by its own end.
/// The ends reach this struct through a pointer: a class field would cost reference counting on the hot path.
package struct Cursors: ~Copyable {
  /// 128 bytes: the cache line of the processors we know, and its neighbour that the prefetcher fetches with it.
  private typealias Padding = (Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int, Int)

  private let before: Padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  /// Elements appended so far: the producer's.
  package let written = Atomic<Int>(0)
  private let between: Padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  /// Elements taken so far: the consumer's.
  package let read = Atomic<Int>(0)
  private let after: Padding = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
  private let hasProducer = Atomic<Bool>(false)
  private let hasConsumer = Atomic<Bool>(false)

  /// Cursors at zero, on the heap; the ring that asks deallocates them.
  package static func allocate() -> UnsafeMutablePointer<Cursors> {
    let cursors = UnsafeMutablePointer<Cursors>.allocate(capacity: 1)
    cursors.initialize(to: Cursors())
    return cursors
  }

  /// Elements appended and not taken: exact for the end that asks, except that the other end may have moved on.
  ///
  /// `read` is loaded first, so that the difference is never negative.
  @_noLocks borrowing func unreadCount() -> Int {
    let taken = read.load(ordering: .acquiring)
    return written.load(ordering: .acquiring) - taken
  }

  package borrowing func claimProducer() {
    precondition(!hasProducer.exchange(true, ordering: .relaxed), "a ring has one producer")
  }

  package borrowing func claimConsumer() {
    precondition(!hasConsumer.exchange(true, ordering: .relaxed), "a ring has one consumer")
  }

  /// The smallest power of two that is `capacity` or more.
  static func powerOfTwo(atLeast capacity: Int) -> Int {
    precondition(capacity > 0 && capacity <= 1 << 40, "a ring's capacity is 1…2^40, not \(capacity)")
    return 1 << (Int.bitWidth - (capacity - 1).leadingZeroBitCount)
  }
}
