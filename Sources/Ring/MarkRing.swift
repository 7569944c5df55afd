import Synchronization

/// A wait-free queue of marks between one writing and one reading thread: what `SampleRing` is for samples.
///
/// The reader looks at the next mark without taking it, reads the samples before its position, and then drops it.
public final class MarkRing: Sendable {
  /// How many marks fit: the capacity asked for, rounded up to a power of two.
  public let capacity: Int
  // SAFETY: as in SampleRing: unread slots are the consumer's, all others the producer's, handed over by release.
  private nonisolated(unsafe) let storage: UnsafeMutablePointer<Mark>  // [capacity]
  // SAFETY: atomics only; freed with the ring, which every end keeps alive.
  private nonisolated(unsafe) let cursors = Cursors.allocate()

  /// A ring for at least `capacity` marks.
  public init(capacity: Int) {
    self.capacity = Cursors.powerOfTwo(atLeast: capacity)
    storage = .allocate(capacity: self.capacity)
    storage.initialize(repeating: Mark(kind: .time, position: 0), count: self.capacity)
  }

  deinit {
    storage.deallocate()
    cursors.deinitialize(count: 1)
    cursors.deallocate()
  }

  /// The writing end.
  /// - Precondition: it was not made before.
  public func makeProducer() -> Producer {
    cursors.pointee.claimProducer()
    return Producer(ring: self, capacity: capacity, storage: storage, cursors: cursors)
  }

  /// The reading end.
  /// - Precondition: it was not made before.
  public func makeConsumer() -> Consumer {
    cursors.pointee.claimConsumer()
    return Consumer(ring: self, capacity: capacity, storage: storage, cursors: cursors)
  }

  /// The writing end: it can be moved to a thread, and not copied to a second one.
  public struct Producer: ~Copyable, Sendable {
    /// Keeps the storage alive.
    fileprivate let ring: MarkRing
    fileprivate let capacity: Int
    // SAFETY: see MarkRing.storage and MarkRing.cursors.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Mark>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// Appends a mark, or refuses it when the ring is full.
    /// - Real-time: yes.
    @_noLocks public borrowing func write(_ mark: Mark) -> Bool {
      let written = cursors.pointee.written.load(ordering: .relaxed)
      let read = cursors.pointee.read.load(ordering: .acquiring)
      guard written - read < capacity else { return false }
      storage[written & (capacity - 1)] = mark
      cursors.pointee.written.store(written + 1, ordering: .releasing)
      return true
    }
  }

  /// The reading end: it can be moved to a thread, and not copied to a second one.
  public struct Consumer: ~Copyable, Sendable {
    /// Keeps the storage alive.
    fileprivate let ring: MarkRing
    fileprivate let capacity: Int
    // SAFETY: see MarkRing.storage and MarkRing.cursors.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Mark>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// The next mark, which stays in the ring.
    /// - Real-time: yes.
    @_noLocks public borrowing func peek() -> Mark? {
      let read = cursors.pointee.read.load(ordering: .relaxed)
      let written = cursors.pointee.written.load(ordering: .acquiring)
      return read == written ? nil : storage[read & (capacity - 1)]
    }

    /// Takes the next mark out.
    /// - Precondition: there is one (`peek()` gave it).
    /// - Real-time: yes.
    @_noLocks public borrowing func drop() {
      let read = cursors.pointee.read.load(ordering: .relaxed)
      precondition(cursors.pointee.written.load(ordering: .acquiring) > read, "no mark to drop")
      cursors.pointee.read.store(read + 1, ordering: .releasing)
    }
  }
}
