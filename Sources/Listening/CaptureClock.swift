/// Which CLOCK_MONOTONIC time a position of the stream has.
struct CaptureClock: BitwiseCopyable {
  var rateHz = 1
  var position: UInt64 = 0
  var nanoseconds: Int64 = 0

  /// How many samples sounded from `position` to `time`.
  @_noLocks func samples(until time: Int64) -> Int64 {
    Int64(Double(time - nanoseconds) * 1e-9 * Double(rateHz))
  }

  /// The time of the sample `ticks`/16000 s after `base`.
  @_noLocks func time(at base: UInt64, plus ticks: Int) -> Int64 {
    let samples = Int64(base) - Int64(position) + Int64(ticks) * Int64(rateHz) / 16_000
    return nanoseconds + samples * 1_000_000_000 / Int64(rateHz)
  }
}
