/// The last blocks that held any sound, newest first.
struct BlockHistory: ~Copyable {
  let capacity: Int
  // SAFETY: owned by this value alone, freed with it.
  private let blocks: UnsafeMutablePointer<SignalBlock>  // [capacity]
  private var next = 0
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = capacity
    blocks = .allocate(capacity: capacity)
    blocks.initialize(repeating: SignalBlock(), count: capacity)
  }

  deinit { blocks.deallocate() }

  @_noLocks mutating func add(_ block: SignalBlock) {
    blocks[next] = block
    next = next + 1 == capacity ? 0 : next + 1
    if count < capacity { count += 1 }
  }

  @_noLocks mutating func removeAll() { count = 0 }

  /// - Parameter age: 0 is the newest. - Precondition: `age` < `count`.
  @_noLocks func block(_ age: Int) -> SignalBlock {
    let index = next - 1 - age
    return blocks[index < 0 ? index + capacity : index]
  }
}

/// Percentiles of levels, by counting in steps of 1 dB.
struct LevelHistogram: ~Copyable {
  private static var lowest: Float { -130 }
  private static var binCount: Int { 160 }
  // SAFETY: owned by this value alone, freed with it.
  private let bins: UnsafeMutablePointer<Int32>  // [binCount]
  private var total: Int32 = 0

  init() {
    bins = .allocate(capacity: Self.binCount)
    bins.initialize(repeating: 0, count: Self.binCount)
  }

  deinit { bins.deallocate() }

  @_noLocks mutating func clear() {
    for index in 0..<160 { bins[index] = 0 }
    total = 0
  }

  @_noLocks mutating func add(_ decibels: Float) {
    let place = decibels + 130
    bins[place > 0 ? place < 159 ? Int(place) : 159 : 0] += 1
    total += 1
  }

  /// The level that `share` of all stays below, dB.
  @_noLocks func percentile(_ share: Float) -> Float {
    let wanted = Int32(share * Float(total))
    var sum: Int32 = 0
    for index in 0..<160 {
      sum += bins[index]
      if sum > wanted { return Float(index) - 129.5 }
    }
    return 30
  }
}
