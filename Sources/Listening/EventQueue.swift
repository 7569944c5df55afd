internal import Ring
internal import Synchronization
internal import Timeline

/// A wait-free queue of events from the analysis thread to the writer.
///
/// Like `MarkRing`, and like it not generic: a debug build cannot specialise a generic for the hot thread.
final class EventQueue: Sendable {
  /// Events that fit, at least, and for each of many inputs.
  private static let leastCapacity = 1024
  private static let capacityEach = 8
  private let capacity: Int
  // SAFETY: unread slots are the consumer's, all others the producer's, handed over by release; freed with the queue.
  private nonisolated(unsafe) let storage: UnsafeMutablePointer<Event>
  private nonisolated(unsafe) let cursors = Cursors.allocate()

  init(inputs: Int = 1) {
    var capacity = Self.leastCapacity
    while capacity < inputs * Self.capacityEach { capacity *= 2 }
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
  }

  deinit {
    storage.deallocate()
    cursors.deinitialize(count: 1)
    cursors.deallocate()
  }

  func makeProducer() -> Producer {
    cursors.pointee.claimProducer()
    return Producer(queue: self, mask: capacity - 1, storage: storage, cursors: cursors)
  }

  func makeConsumer() -> Consumer {
    cursors.pointee.claimConsumer()
    return Consumer(queue: self, mask: capacity - 1, storage: storage, cursors: cursors)
  }

  struct Producer: ~Copyable, Sendable {
    fileprivate let queue: EventQueue
    fileprivate let mask: Int
    // SAFETY: see EventQueue.storage.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Event>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// Appends an event, or refuses it when the queue is full.   - Real-time: yes.
    @_noLocks borrowing func write(_ event: Event) -> Bool {
      let written = cursors.pointee.written.load(ordering: .relaxed)
      guard written - cursors.pointee.read.load(ordering: .acquiring) <= mask else { return false }
      (storage + (written & mask)).initialize(to: event)
      cursors.pointee.written.store(written + 1, ordering: .releasing)
      return true
    }
  }

  struct Consumer: ~Copyable, Sendable {
    fileprivate let queue: EventQueue
    fileprivate let mask: Int
    // SAFETY: see EventQueue.storage.
    fileprivate nonisolated(unsafe) let storage: UnsafeMutablePointer<Event>
    fileprivate nonisolated(unsafe) let cursors: UnsafeMutablePointer<Cursors>

    /// Takes the next event out.
    borrowing func read() -> Event? {
      let read = cursors.pointee.read.load(ordering: .relaxed)
      guard read < cursors.pointee.written.load(ordering: .acquiring) else { return nil }
      let event = storage[read & mask]
      cursors.pointee.read.store(read + 1, ordering: .releasing)
      return event
    }
  }
}
