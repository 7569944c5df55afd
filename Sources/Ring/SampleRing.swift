import Synchronization

/// A wait-free queue of mono samples between one writing and one reading thread.
///
///     │ free │ unread samples │ free │      slot = cursor mod capacity
///          read             written
///
/// Storage is allocated once; after that neither side allocates, locks or waits. A block that does not fit is
/// refused *whole*, so the writer can tell the reader of a gap instead of letting it hear a splice.
///
/// `_unsafePerformance` stands around memory copies only, whose debug checks the compiler does not see through.
///
/// - Units: samples (mono `Float`, nominally −1…1).
/// - Source: Lamport, "Specifying Concurrent Program Modules", TOPLAS 5(2), 1983.
public final class SampleRing: Sendable {
  /// How many samples fit: the capacity asked for, rounded up to a power of two.
  public let capacity: Int
  // SAFETY: the producer touches only slots in [written, read + capacity), the consumer only slots in
  // [read, written); each end is made once and publishes its cursor with release, so no slot is shared at any time.
  private nonisolated(unsafe) let storage: UnsafeMutablePointer<Float>  // [capacity]
  // SAFETY: atomics only; freed with the ring, which every end keeps alive.
  private nonisolated(unsafe) let cursors = Cursors.allocate()

  /// A ring for at least `capacity` samples; every page is touched here, so the first lap takes no page fault.
  /// - Precondition: 0 < `capacity` ≤ 2^40.
  public init(capacity: Int) {
    self.capacity = Cursors.powerOfTwo(atLeast: capacity)
    storage = .allocate(capacity: self.capacity)
    storage.initialize(repeating: 0, count: self.capacity)
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
    fileprivate let ring: SampleRing
    fileprivate let capacity: Int
    // SAFETY: see SampleRing.storage and SampleRing.cursors.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Float>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// How many samples the ring takes at least, now.
    public var freeCount: Int { @_noLocks get { capacity - cursors.pointee.unreadCount() } }

    /// Appends all of `samples` (shape `[count]`), or none of them.
    /// - Returns: `false` when the ring was too full; nothing was then written.
    /// - Complexity: O(count).   - Real-time: yes.
    @_noLocks public borrowing func write(_ samples: Span<Float>) -> Bool {
      let count = samples.count
      let written = cursors.pointee.written.load(ordering: .relaxed)
      let read = cursors.pointee.read.load(ordering: .acquiring)
      guard count <= capacity - (written - read) else { return false }
      let start = written & (capacity - 1)
      let head = min(count, capacity - start)
      let target = storage
      samples.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        _unsafePerformance {
          (target + start).update(from: base, count: head)
          target.update(from: base + head, count: count - head)
        }
      }
      cursors.pointee.written.store(written + count, ordering: .releasing)
      return true
    }
  }

  /// The reading end: it can be moved to a thread, and not copied to a second one.
  public struct Consumer: ~Copyable, Sendable {
    /// Keeps the storage alive.
    fileprivate let ring: SampleRing
    fileprivate let capacity: Int
    // SAFETY: see SampleRing.storage and SampleRing.cursors.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Float>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// How many samples can be read at least, now.
    public var availableCount: Int { @_noLocks get { cursors.pointee.unreadCount() } }

    /// Takes as many samples as there are, up to `samples.count`, into the front of `samples` (shape `[count]`).
    /// - Returns: how many were taken.
    /// - Complexity: O(count).   - Real-time: yes.
    @_noLocks public borrowing func read(into samples: inout MutableSpan<Float>) -> Int {
      let read = cursors.pointee.read.load(ordering: .relaxed)
      let written = cursors.pointee.written.load(ordering: .acquiring)
      let count = min(samples.count, written - read)
      let start = read & (capacity - 1)
      let head = min(count, capacity - start)
      let source = storage
      samples.withUnsafeMutableBufferPointer { target in
        guard let base = target.baseAddress else { return }
        _unsafePerformance {
          base.update(from: source + start, count: head)
          (base + head).update(from: source, count: count - head)
        }
      }
      cursors.pointee.read.store(read + count, ordering: .releasing)
      return count
    }
  }
}
