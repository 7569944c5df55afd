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
  /// Keeps `tools` alive.
  private let workspace: SignalWorkspace
  // SAFETY: see SignalWorkspace; only the thread of this stream, and of all that share the workspace, reaches it.
  private let tools: Tools
  // SAFETY: owned by this value alone, freed with it.
  private let last: UnsafeMutablePointer<Float>  // [kept]: the samples before the next block
  private static var length: Int { 256 }
  private static var kept: Int { 56 }
  private static var lags: Int { Int(CK_SIGNAL_LAGS) }

  init(rateHz: Float, shared: SignalWorkspace = SignalWorkspace()) {
    lagUnit = log2f(2000 / rateHz)
    workspace = shared
    tools = shared.pitch
    last = .allocate(capacity: Self.kept)
    last.initialize(repeating: 0, count: Self.kept)
  }

  deinit { last.deallocate() }

  @_noLocks mutating func reset() {
    for index in 0..<56 { last[index] = 0 }
  }

  /// - Shapes: `samples` [200].
  /// - Returns: log₂ of the period in half milliseconds; −1 when there is no clear one.
  @_noLocks mutating func measure(_ samples: UnsafePointer<Float>) -> Float {
    let (stretch, window, windowed, correlation) = (tools.stretch, tools.window, tools.windowed, tools.correlation)
    for index in 0..<56 { stretch[index] = last[index] }
    for index in 0..<200 { stretch[56 + index] = samples[index] }
    for index in 0..<56 { last[index] = samples[144 + index] }
    _unsafePerformance {
      ck_signal_window(stretch, window, 256, windowed)
      ck_signal_correlate(windowed, 256, correlation)
    }
    guard correlation[0] > 1e-12 else { return -1 }
    let correction = tools.correction
    let lag = _unsafePerformance { ck_signal_period(correlation, correction) }
    guard lag > 0 else { return -1 }
    return _unsafePerformance { log2f(Float(lag)) } + lagUnit
  }
}

extension PitchMeter {
  /// Window, correction, and where a block is worked on.
  struct Tools: BitwiseCopyable {
    // SAFETY: a SignalWorkspace's, which frees them.
    let stretch: UnsafeMutablePointer<Float>  // [256]: the block, behind the end of the one before
    let windowed: UnsafeMutablePointer<Float>  // [256 + 112], zeros behind
    let window: UnsafeMutablePointer<Float>  // [256 + 112], Hann, zeros behind
    let correction: UnsafeMutablePointer<Float>  // [112]
    let correlation: UnsafeMutablePointer<Float>  // [112], of which 100 are looked at

    init() {
      stretch = Self.zeros(length)
      windowed = Self.zeros(length + lags)
      window = Self.zeros(length + lags)
      correction = Self.zeros(lags)
      correlation = Self.zeros(lags)
      for index in 0..<length { window[index] = Float(0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(length))) }
      ck_signal_correlate(window, length, correction)
      for lag in (0..<lags).reversed() { correction[lag] = correction[0] / correction[lag] }
    }

    private static func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
      let block = UnsafeMutablePointer<Float>.allocate(capacity: count)
      block.initialize(repeating: 0, count: count)
      return block
    }

    func deallocate() {
      stretch.deallocate()
      windowed.deallocate()
      window.deallocate()
      correction.deallocate()
      correlation.deallocate()
    }
  }
}
