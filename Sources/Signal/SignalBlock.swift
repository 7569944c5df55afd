/// What a tenth of a second of sound holds.
package struct SignalBlock: BitwiseCopyable, Sendable {
  // The widest first: no room lies between the fields, and a block takes 96 bytes.
  /// dB of the octaves 125–250, 250–500, 500–1000 and 1000–2000 Hz.
  var octaves = SIMD4<Float>(repeating: -200)
  var values: UInt64 = 0
  var count: Int32 = 0
  var low: Float = 0
  var high: Float = 0
  var mean: Float = 0
  /// Mean square about the mean.
  var power: Float = 0
  /// The same in dB of full scale.
  var decibels: Float = -200
  /// Samples that repeat the one before at `low` and at `high`.
  var atLow: Int32 = 0
  var atHigh: Int32 = 0
  var jumps: Int32 = 0
  var positive: Int32 = 0
  var negative: Int32 = 0
  var bitsAnd: Int32 = -1
  var bitsOr: Int32 = 0
  /// Binary logarithm of the pitch period in half milliseconds; below 0: no pitch.
  var pitch: Float = -1
  /// Hum of 50 Hz and of 60 Hz, as the last seconds have it.
  var fifty = MainsReading()
  var sixty = MainsReading()

  @_noLocks package init() {}

  /// Nothing but one value; half a bit of 20 is left for a converter's rounding.
  @_noLocks func isFlat() -> Bool { high - low <= 2e-6 }
}

/// What the last seconds say of one of both mains.
struct MainsReading: BitwiseCopyable, Sendable {
  /// Mean square of the hum with its overtones.
  var power: Float = 0
  var isSteady = false

  @_noLocks init() {}
}
