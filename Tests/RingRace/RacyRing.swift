/// The seeded bug: a ring whose cursors are plain integers. On x86-64 it mostly works, and it is wrong everywhere.
final class RacyRing: @unchecked Sendable {
  // SAFETY: none; that is the point of it.
  private let storage: UnsafeMutablePointer<Float>
  private let cursors: UnsafeMutablePointer<Int>  // [written, read]
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    storage = .allocate(capacity: capacity)
    storage.initialize(repeating: 0, count: capacity)
    cursors = .allocate(capacity: 2)
    cursors.initialize(repeating: 0, count: 2)
  }

  deinit {
    storage.deallocate()
    cursors.deallocate()
  }

  func write(_ sample: Float) -> Bool {
    guard cursors[0] - cursors[1] < capacity else { return false }
    storage[cursors[0] % capacity] = sample
    cursors[0] += 1
    return true
  }

  func read() -> Float? {
    guard cursors[1] < cursors[0] else { return nil }
    let sample = storage[cursors[1] % capacity]
    cursors[1] += 1
    return sample
  }
}
