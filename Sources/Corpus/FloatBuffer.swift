/// A fixed block of floats on the heap, for the trainer's matrices; zero at the start.
///
/// SAFETY: the block lives as long as the object, and is used by one thread at a time: each worker owns its own.
package final class FloatBuffer: @unchecked Sendable {
  package let base: UnsafeMutablePointer<Float>
  package let count: Int

  package init(_ count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit { base.deallocate() }

  package func fill(_ value: Float) { base.update(repeating: value, count: count) }

  /// - Precondition: `values` has as many numbers as the block.
  package func assign(_ values: [Float]) {
    precondition(values.count == count, "\(values.count) values for a block of \(count)")
    for (index, value) in values.enumerated() { base[index] = value }
  }

  package var array: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }
}
