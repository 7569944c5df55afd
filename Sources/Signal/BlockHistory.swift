/// The last blocks that held any sound, newest first: whole for some seconds, and their traces for longer.
struct BlockHistory: ~Copyable {
  let capacity: Int
  /// How many are kept whole: 96 bytes each, of which a trace has 32.
  let wholeCapacity: Int
  // SAFETY: owned by this value alone, freed with it.
  private let blocks: UnsafeMutablePointer<SignalBlock>  // [wholeCapacity]
  private let traces: UnsafeMutablePointer<SignalTrace>  // [capacity]
  private var nextBlock = 0
  private var nextTrace = 0
  /// Of the traces.
  private(set) var count = 0

  /// - Precondition: `whole` ≤ `capacity`.
  init(capacity: Int, whole: Int) {
    self.capacity = capacity
    wholeCapacity = whole
    blocks = .allocate(capacity: whole)
    blocks.initialize(repeating: SignalBlock(), count: whole)
    traces = .allocate(capacity: capacity)
    traces.initialize(repeating: SignalTrace(SignalBlock()), count: capacity)
  }

  deinit {
    blocks.deallocate()
    traces.deallocate()
  }

  @_noLocks mutating func add(_ block: SignalBlock) {
    blocks[nextBlock] = block
    traces[nextTrace] = SignalTrace(block)
    nextBlock = nextBlock + 1 == wholeCapacity ? 0 : nextBlock + 1
    nextTrace = nextTrace + 1 == capacity ? 0 : nextTrace + 1
    if count < capacity { count += 1 }
  }

  @_noLocks mutating func removeAll() { count = 0 }

  /// - Parameter age: 0 is the newest. - Precondition: `age` < `count` and `wholeCapacity`.
  @_noLocks func block(_ age: Int) -> SignalBlock {
    let index = nextBlock - 1 - age
    return blocks[index < 0 ? index + wholeCapacity : index]
  }

  /// - Parameter age: 0 is the newest. - Precondition: `age` < `count`.
  @_noLocks func trace(_ age: Int) -> SignalTrace {
    let index = nextTrace - 1 - age
    return traces[index < 0 ? index + capacity : index]
  }
}

/// What level, hum and pace are told by: these look back for longer than the others.
struct SignalTrace: BitwiseCopyable {
  /// As in `SignalBlock`, all four.
  var octaves: SIMD4<Float>
  var decibels: Float
  var power: Float
  var pitch: Float

  @_noLocks init(_ block: SignalBlock) {
    (octaves, decibels, power, pitch) = (block.octaves, block.decibels, block.power, block.pitch)
  }
}
