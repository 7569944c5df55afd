internal import CKernels
internal import Glibc

/// The period of a voice, by autocorrelation over 128 ms.
///
/// The shortest lag whose peak reaches 0.85 of the highest is the period: multiples of it are peaks, too.
/// - Units: in about 2 kHz; out the period's binary logarithm, in half milliseconds.
/// - Source: Boersma, Proc. Institute of Phonetic Sciences 17, 1993 (the window's autocorrelation divided out).
struct PitchMeter: ~Copyable {
  /// log₂ of half milliseconds in a lag of one sample.
  private let lagUnit: Float
  // SAFETY: owned by this value alone, freed with it.
  private let history: UnsafeMutablePointer<Float>  // [256]: the last samples
  private let windowed: UnsafeMutablePointer<Float>  // [256 + 112], zeros behind
  private let window: UnsafeMutablePointer<Float>  // [256 + 112], Hann, zeros behind
  private let correction: UnsafeMutablePointer<Float>  // [112]
  private let correlation: UnsafeMutablePointer<Float>  // [112], of which 100 are looked at
  private static var length: Int { 256 }
  private static var lags: Int { Int(CK_SIGNAL_LAGS) }

  init(rateHz: Float) {
    lagUnit = log2f(2000 / rateHz)
    history = .allocate(capacity: Self.length)
    history.initialize(repeating: 0, count: Self.length)
    windowed = .allocate(capacity: Self.length + Self.lags)
    windowed.initialize(repeating: 0, count: Self.length + Self.lags)
    window = .allocate(capacity: Self.length + Self.lags)
    window.initialize(repeating: 0, count: Self.length + Self.lags)
    for index in 0..<Self.length { window[index] = Float(0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(Self.length))) }
    correction = .allocate(capacity: Self.lags)
    correlation = .allocate(capacity: Self.lags)
    correction.initialize(repeating: 0, count: Self.lags)
    correlation.initialize(repeating: 0, count: Self.lags)
    ck_signal_correlate(window, Self.length, correction)
    for lag in (0..<Self.lags).reversed() { correction[lag] = correction[0] / correction[lag] }
  }

  deinit {
    history.deallocate()
    windowed.deallocate()
    window.deallocate()
    correction.deallocate()
    correlation.deallocate()
  }

  @_noLocks mutating func reset() {
    for index in 0..<256 { history[index] = 0 }
  }

  /// - Shapes: `samples` [200].
  /// - Returns: log₂ of the period in half milliseconds; −1 when there is no clear one.
  @_noLocks mutating func measure(_ samples: UnsafePointer<Float>) -> Float {
    for index in 0..<56 { history[index] = history[200 + index] }
    for index in 0..<200 { history[56 + index] = samples[index] }
    let (history, window, windowed, correlation) = (history, window, windowed, correlation)
    _unsafePerformance {
      ck_signal_window(history, window, 256, windowed)
      ck_signal_correlate(windowed, 256, correlation)
    }
    guard correlation[0] > 1e-12 else { return -1 }
    let correction = correction
    let lag = _unsafePerformance { ck_signal_period(correlation, correction) }
    guard lag > 0 else { return -1 }
    return _unsafePerformance { log2f(Float(lag)) } + lagUnit
  }
}
