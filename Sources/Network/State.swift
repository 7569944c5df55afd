internal import CKernels

/// What the network remembers of one stream: each layer's cell and output, and the pooled estimate.
///
/// Owned by one thread. A step changes it; nothing else does, until `reset()`.
public struct State: ~Copyable {
  let hidden: Int
  let layers: Int
  // SAFETY: both blocks live as long as this value and are reached through it alone.
  /// [layers, 2H]: beside each layer's input its own last output h, so that one product serves both.
  let inputs: UnsafeMutablePointer<Float>
  /// [layers, H]: the cells c.
  let cells: UnsafeMutablePointer<Float>
  /// Where a step works, see CKernels.h; afterwards [16] the heads' sums.
  let scratch: UnsafeMutablePointer<Float>
  /// Σ of weighted emotion and gender logits, and of the weights, all decayed.
  var emotionSum = SIMD8<Float>(repeating: 0)
  var genderSum = SIMD2<Float>(repeating: 0)
  var weightSum = NetworkConfiguration.initialDenominator
  /// The checksum that `seal()` left.
  private var sum: UInt64 = 0
  /// A copy: a hot function may not call the static property's accessor.
  private let leastWeightSum = NetworkConfiguration.initialDenominator

  public init(_ configuration: NetworkConfiguration) {
    hidden = configuration.hidden
    layers = configuration.layers
    inputs = alignedFloats(layers * 2 * hidden)
    cells = alignedFloats(layers * hidden)
    scratch = alignedFloats(ck_scratch_count(configuration.features, hidden))
    reset()
  }

  deinit {
    inputs.deallocate()
    cells.deallocate()
    scratch.deallocate()
  }

  /// As the kernels take it.
  @_noLocks func stream() -> ck_stream { ck_stream(inputs: inputs, cells: cells, scratch: scratch) }

  /// Forgets everything: as before the first step.
  @_noLocks public mutating func reset() {
    decay(keeping: 0)
  }

  /// Keeps `share` (0…1) of all that is remembered: after a loss of audio the past counts for less.
  @_noLocks public mutating func decay(keeping share: Float) {
    decay(recurrent: share, pooled: share)
  }

  /// Keeps one share of the cells and outputs, and another of the pooled estimate.
  @_noLocks package mutating func decay(recurrent: Float, pooled: Float) {
    // Assigned, not multiplied, at zero: a value that is not finite must not survive a reset.
    let (inputs, cells) = (inputs, cells)
    for index in 0..<layers * 2 * hidden { inputs[index] = recurrent == 0 ? 0 : inputs[index] * recurrent }
    for index in 0..<layers * hidden { cells[index] = recurrent == 0 ? 0 : cells[index] * recurrent }
    if pooled == 0 {
      emotionSum = SIMD8(repeating: 0)
      genderSum = SIMD2(repeating: 0)
      weightSum = leastWeightSum
    } else {
      emotionSum *= pooled
      genderSum *= pooled
      weightSum *= pooled
      if weightSum < leastWeightSum { weightSum = leastWeightSum }
    }
    seal()
  }

  /// Notes what the state is, so that a bit that flips before the next step is seen.
  @_noLocks mutating func seal() {
    sum = checksum()
  }

  /// Whether the state is, bit for bit, what the last step (or loss) left.
  /// - Real-time: yes.   - Complexity: O(layers · H), a few thousandths of a step.
  @_noLocks public func isIntact() -> Bool {
    sum == checksum()
  }

  /// A wrapping sum of the bits: no single flip, and no two in different words' different places, leave it as it was.
  @_noLocks private func checksum() -> UInt64 {
    var total = Self.sum(inputs, layers * 2 * hidden) &+ Self.sum(cells, layers * hidden) &* 3
    for index in 0..<8 { total = total &* 31 &+ UInt64(emotionSum[index].bitPattern) }
    for index in 0..<2 { total = total &* 31 &+ UInt64(genderSum[index].bitPattern) }
    return total &* 31 &+ UInt64(weightSum.bitPattern)
  }

  /// Of 32 bits, as wide as the words: several are added at once.
  @_noLocks private static func sum(_ values: UnsafeMutablePointer<Float>, _ count: Int) -> UInt64 {
    var total: UInt32 = 0
    for index in 0..<count { total &+= values[index].bitPattern }
    return UInt64(total)
  }

  /// Remembers what `other` does.
  /// - Precondition: both were made for the same configuration.
  package mutating func copy(_ other: borrowing State) {
    precondition(other.layers == layers && other.hidden == hidden, "states of one configuration")
    inputs.update(from: other.inputs, count: layers * 2 * hidden)
    cells.update(from: other.cells, count: layers * hidden)
    (emotionSum, genderSum, weightSum) = (other.emotionSum, other.genderSum, other.weightSum)
  }
}
