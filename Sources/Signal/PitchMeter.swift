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
  private let windowed: UnsafeMutablePointer<Float>  // [256 + 16]
  private let window: UnsafeMutablePointer<Float>  // [256], Hann
  private let correction: UnsafeMutablePointer<Float>  // [100]
  private let correlation: UnsafeMutablePointer<Float>  // [100]
  private static var length: Int { 256 }
  private static var lags: Int { 100 }

  init(rateHz: Float) {
    lagUnit = log2f(2000 / rateHz)
    history = .allocate(capacity: Self.length)
    history.initialize(repeating: 0, count: Self.length)
    windowed = .allocate(capacity: Self.length)
    windowed.initialize(repeating: 0, count: Self.length)
    window = .allocate(capacity: Self.length)
    for index in 0..<Self.length {
      (window + index).initialize(to: Float(0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(Self.length))))
    }
    correction = .allocate(capacity: Self.lags)
    correlation = .allocate(capacity: Self.lags)
    correction.initialize(repeating: 0, count: Self.lags)
    correlation.initialize(repeating: 0, count: Self.lags)
    ck_signal_correlate(window, Self.length, Self.lags, correction)
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
    var sum: Float = 0
    for index in 0..<256 { sum += history[index] }
    let mean = sum / 256
    for index in 0..<256 { windowed[index] = (history[index] - mean) * window[index] }
    let (windowed, correlation) = (windowed, correlation)
    _unsafePerformance { ck_signal_correlate(windowed, 256, 100, correlation) }
    guard correlation[0] > 1e-12 else { return -1 }
    let lag = period(1 / correlation[0])
    guard lag > 0 else { return -1 }
    return _unsafePerformance { log2f(Float(lag)) } + lagUnit
  }

  /// - Returns: 0 for none.
  @_noLocks private func period(_ scale: Float) -> Int {
    for lag in 0..<100 { correlation[lag] *= scale * correction[lag] }
    var highest: Float = 0
    for lag in 4..<99 where isPeak(lag) && correlation[lag] > highest { highest = correlation[lag] }
    guard highest > 0.6 else { return 0 }
    for lag in 4..<99 where isPeak(lag) && correlation[lag] >= 0.85 * highest { return lag }
    return 0
  }

  @_noLocks private func isPeak(_ lag: Int) -> Bool {
    correlation[lag] >= correlation[lag - 1] && correlation[lag] > correlation[lag + 1]
  }
}
