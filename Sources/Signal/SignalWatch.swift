/// Hears whether the microphone itself is well: a pure state machine over the samples, before anything is resampled.
///
///     samples ─▶ block (0.1 s) ─▶ BlockMeter ─▶ SignalJudge ─▶ the most severe state that holds
///     channel reports (1 s) ──────────────────────▲
///
/// - Units: mono samples −1…1 at the device's rate; blocks of 0.1 s (72 to 200 ms where the rate is no multiple of 16 kHz).
/// - Real-time: yes, after `init`.
public struct SignalWatch: ~Copyable {
  private var meter: BlockMeter
  private var judge: SignalJudge
  private let length: Int
  // SAFETY: owned by this value alone, freed with it.
  private let buffer: UnsafeMutablePointer<Float>  // [length]
  private var filled = 0

  /// - Parameter shared: what other watches of the same thread work with; nil: one of its own.
  /// - Precondition: `rateHz` > 0.
  public init(rateHz: Int, _ thresholds: SignalThresholds = SignalThresholds(), shared: SignalWorkspace? = nil) {
    precondition(rateHz > 0)
    let workspace = shared ?? SignalWorkspace()
    meter = BlockMeter(rateHz: rateHz, shared: workspace)
    judge = SignalJudge(blockSeconds: meter.seconds, thresholds, shared: workspace)
    length = meter.length
    buffer = .allocate(capacity: meter.length)
    buffer.initialize(repeating: 0, count: meter.length)
  }

  deinit { buffer.deallocate() }

  /// The state that holds.
  public var verdict: SignalVerdict { judge.verdict }

  /// Listens on from `offset`, up to the end of the next block.
  /// - Returns: what that block said; `nil` when all samples were taken and none was completed.
  @_noLocks public mutating func nextHearing(in samples: UnsafeBufferPointer<Float>, from offset: inout Int) -> SignalHearing? {
    guard fill(samples, from: &offset) else { return nil }
    let block = meter.measure(buffer)
    return SignalHearing(level: block.soundLevel(), change: judge.take(block))
  }

  /// Listens on from `offset`, up to the end of the block that changes the state.
  /// - Returns: the new state; `nil` when all samples were taken and nothing changed.
  @_noLocks public mutating func nextChange(in samples: UnsafeBufferPointer<Float>, from offset: inout Int) -> SignalVerdict? {
    while let hearing = nextHearing(in: samples, from: &offset) {
      if let change = hearing.change { return change }
    }
    return nil
  }

  /// The block that the samples complete first, measured; the rest is as in `nextHearing`.
  package mutating func nextBlock(in samples: UnsafeBufferPointer<Float>, from offset: inout Int) -> SignalBlock? {
    fill(samples, from: &offset) ? meter.measure(buffer) : nil
  }

  /// - Returns: whether the block is whole; the next sample then begins another.
  @_noLocks private mutating func fill(_ samples: UnsafeBufferPointer<Float>, from offset: inout Int) -> Bool {
    guard let base = samples.baseAddress else { return false }
    let (left, wanted) = (samples.count - offset, length - filled)
    let count = left < wanted ? left : wanted
    let (target, source) = (buffer + filled, base + offset)
    _unsafePerformance { target.update(from: source, count: count) }
    offset += count
    filled += count
    guard filled == length else { return false }
    filled = 0
    return true
  }

  /// What the capture says of the device's channels, once a second; it decides with the next block.
  @_noLocks public mutating func take(_ report: ChannelReport) { judge.take(report) }

  /// Samples were lost: the block that was begun is no whole one.
  @_noLocks public mutating func skip() {
    filled = 0
    meter.reset()
  }

  /// Another microphone, or another time: nothing is known, and nothing held against it.
  /// - Returns: the change, if it was not well.
  @_noLocks public mutating func reset() -> SignalVerdict? {
    skip()
    return judge.reset()
  }
}
