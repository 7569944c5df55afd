internal import CKernels
internal import Glibc

/// Measures a block of sound: level, extremes, bits, octaves, pitch, and the mains' frequencies.
///
///     samples [n] ─▶ ck_signal_measure
///         └─▶ ÷ factor ≈ 16 kHz ─▶ 8 ─▶ 4 ─▶ 2 kHz ─▶ 1 kHz ─▶ 500 ─▶ 250 Hz     each halving leaves an octave's power behind
///                                             └─▶ pitch    └─▶ mains
///
/// - Units: samples −1…1 at the device's rate.   - Real-time: yes, after `init`.
struct BlockMeter: ~Copyable {
  /// Samples of a block.
  let length: Int
  let factor: Int
  /// The rate after the first averaging, 10,667 to 24,000 Hz (lower only when the device's own is).
  let baseHz: Float
  /// Of a block.
  var seconds: Float { Float(Self.baseLength) / baseHz }
  private var pitchMeter: PitchMeter
  private var mains: MainsMeter
  private var isFirst = true
  /// Keeps `levels` alive.
  private let workspace: SignalWorkspace
  // SAFETY: see SignalWorkspace; only the thread of this stream, and of all that share the workspace, reaches it.
  /// The samples at each rate, and two of the block before in front of them.
  private let levels: UnsafeMutablePointer<Float>
  // SAFETY: owned by this value alone, freed with it.
  /// The last two samples of the block before, at each rate.
  private let ends: UnsafeMutablePointer<SIMD2<Float>>  // [levelCount]
  private static var baseLength: Int { 1600 }
  private static var levelCount: Int { 6 }
  static var levelsLength: Int { 2 * baseLength + 2 * levelCount + 16 }

  init(rateHz: Int, shared: SignalWorkspace) {
    factor = max(1, Int((Double(rateHz) / 16_000).rounded()))
    length = factor * Self.baseLength
    baseHz = Float(rateHz) / Float(factor)
    pitchMeter = PitchMeter(rateHz: baseHz / 8, shared: shared)
    mains = MainsMeter(rateHz: Double(baseHz) / 16, shared: shared)
    workspace = shared
    levels = shared.levels
    ends = .allocate(capacity: Self.levelCount)
    ends.initialize(repeating: [0, 0], count: Self.levelCount)
  }

  deinit { ends.deallocate() }

  /// Forgets the blocks before.
  @_noLocks mutating func reset() {
    isFirst = true
    pitchMeter.reset()
    mains.reset()
  }

  /// - Shapes: `samples` [length].
  @_noLocks mutating func measure(_ samples: UnsafePointer<Float>) -> SignalBlock {
    let (length, factor) = (length, factor)
    var raw = ck_signal_block()
    unsafe _unsafePerformance { ck_signal_measure(samples, length, &raw) }
    var block = SignalBlock()
    block.count = Int32(length)
    (block.low, block.high, block.mean, block.power) = (raw.low, raw.high, raw.mean, raw.power)
    (block.atLow, block.atHigh, block.jumps) = (raw.atLow, raw.atHigh, raw.jumps)
    (block.positive, block.negative) = (raw.positive, raw.negative)
    (block.bitsAnd, block.bitsOr, block.values) = (raw.bitsAnd, raw.bitsOr, raw.values)
    block.decibels = decibels(block.power)
    // Level k begins after the levels before it: 2 + 1600, 2 + 800, …
    var level = levels + 2
    if isFirst { begin(samples[0]) }
    isFirst = false
    if factor == 1 {
      let base = level
      _unsafePerformance { base.update(from: samples, count: 1600) }
    } else {
      _unsafePerformance { ck_signal_average(samples, length, factor, level) }
    }
    var count = 1600
    for halving in 0..<6 {
      let target = level + count + 2
      let (source, n, before) = (level, count, ends[halving])
      (source[-2], source[-1]) = (before.x, before.y)
      let power = _unsafePerformance { ck_signal_halve(source, n, target) }
      ends[halving] = SIMD2<Float>(source[n - 2], source[n - 1])
      if halving >= 2, halving <= 5 { block.octaves[5 - halving] = decibels(power) }
      count /= 2
      level = target
      if halving == 2 { block.pitch = pitchMeter.measure(target) }
      if halving == 3 { mains.add(target) }
    }
    (block.fifty, block.sixty) = (mains.fifty, mains.sixty)
    return block
  }

  /// A stream begins as if its first sample had been there for ever: no click.
  @_noLocks private mutating func begin(_ value: Float) {
    for index in 0..<6 { ends[index] = SIMD2<Float>(value, value) }
  }
}

/// dB of a power.
@_noLocks func decibels(_ power: Float) -> Float {
  let bounded = power > 1e-20 ? power : 1e-20
  return 10 * _unsafePerformance { log10f(bounded) }
}
