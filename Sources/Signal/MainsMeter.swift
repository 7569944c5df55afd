internal import CKernels
internal import Glibc

/// The mains' frequencies in the sound, 50 and 60 Hz with two overtones each: power and steadiness, second by second.
///
///     A_f(t) = Σ x·e^(−2πi f t) over one second;  steady = |Σ A(t)·A*(t−1)| / Σ |A(t)|·|A(t−1)| over eight
///
/// Hum keeps its amplitude and its frequency, within some tenths of a hertz; voices, engines and music do not.
struct MainsMeter: ~Copyable {
  private static var seconds: Int { 8 }
  private static var lines: Int { 6 }
  private static var blockLength: Int { 100 }
  private static var blocksInSecond: Int { 10 }
  /// Keeps `tables` alive.
  private let workspace: SignalWorkspace
  // SAFETY: see SignalWorkspace; nobody writes there.
  private let tables: Tables
  // SAFETY: owned by this value alone, freed with it.
  private let phases: UnsafeMutablePointer<SIMD2<Double>>  // [lines]: where the block begins
  private let sums: UnsafeMutablePointer<SIMD2<Float>>  // [lines]: of this second
  private let amplitudes: UnsafeMutablePointer<SIMD2<Float>>  // [seconds, lines]
  private var blocks = 0
  private var filled = 0
  private var newest = 0
  /// What the last eight seconds say of 50 and of 60 Hz.
  private(set) var fifty = MainsReading()
  private(set) var sixty = MainsReading()

  init(rateHz: Double, shared: SignalWorkspace) {
    workspace = shared
    tables = shared.mains(rateHz: rateHz)
    phases = .allocate(capacity: Self.lines)
    sums = .allocate(capacity: Self.lines)
    amplitudes = .allocate(capacity: Self.seconds * Self.lines)
    phases.initialize(repeating: [1, 0], count: Self.lines)
    sums.initialize(repeating: [0, 0], count: Self.lines)
    amplitudes.initialize(repeating: [0, 0], count: Self.seconds * Self.lines)
  }

  deinit {
    phases.deallocate()
    sums.deallocate()
    amplitudes.deallocate()
  }

  @_noLocks mutating func reset() {
    blocks = 0
    filled = 0
    (fifty, sixty) = (MainsReading(), MainsReading())
    for line in 0..<6 { sums[line] = SIMD2<Float>(0, 0) }
  }

  /// - Shapes: `samples` [100].
  @_noLocks mutating func add(_ samples: UnsafePointer<Float>) {
    let (waves, turns) = (tables.waves, tables.turns)
    for line in 0..<6 {
      let table = waves + 200 * line
      let (real, imaginary) = _unsafePerformance {
        (ck_signal_dot(samples, table, 100), ck_signal_dot(samples, table + 100, 100))
      }
      let phase = phases[line]
      // (real − i·imaginary) turned back by where the block begins.
      sums[line] += SIMD2<Float>(
        real * Float(phase.x) - imaginary * Float(phase.y), -imaginary * Float(phase.x) - real * Float(phase.y))
      let turn = turns[line]
      var moved = SIMD2<Double>(phase.x * turn.x - phase.y * turn.y, phase.x * turn.y + phase.y * turn.x)
      moved *= 1.5 - 0.5 * (moved.x * moved.x + moved.y * moved.y)  // stays on the circle
      phases[line] = moved
    }
    blocks += 1
    guard blocks == 10 else { return }
    blocks = 0
    newest = newest == 7 ? 0 : newest + 1
    if filled < 8 { filled += 1 }
    for line in 0..<6 {
      amplitudes[6 * newest + line] = sums[line] * 1e-3
      sums[line] = SIMD2<Float>(0, 0)
    }
    (fifty, sixty) = (reading(0), reading(1))
  }

  /// - Parameter mains: 0 for 50 Hz, 1 for 60.
  @_noLocks private func reading(_ mains: Int) -> MainsReading {
    var result = MainsReading()
    guard filled == 8 else { return result }
    for line in 3 * mains..<3 * mains + 3 {
      var power: Float = 0
      for second in 0..<8 { power += square(amplitudes[6 * second + line]) / 8 }
      // A sine of amplitude a gives |A| = a/2, and has the mean square a²/2.
      result.power += 2 * power
      if isSteady(line, power: power) { result.isSteady = true }
    }
    return result
  }

  @_noLocks private func square(_ value: SIMD2<Float>) -> Float { value.x * value.x + value.y * value.y }

  /// The same amplitude, the same turn from second to second.
  @_noLocks private func isSteady(_ line: Int, power: Float) -> Bool {
    guard power > 1e-10 else { return false }
    var (real, imaginary): (Float, Float) = (0, 0)
    for age in 0..<7 {
      let second = newest >= age ? newest - age : newest - age + 8
      let before = second == 0 ? 7 : second - 1
      let (later, earlier) = (amplitudes[6 * second + line], amplitudes[6 * before + line])
      real += later.x * earlier.x + later.y * earlier.y
      imaginary += later.y * earlier.x - later.x * earlier.y
    }
    let scale = 1 / (7 * power)
    let coherence = square(SIMD2<Float>(real, imaginary)) * scale * scale
    // 0.85² of what a perfect tone has, and at most 0.2 Hz off (tan 72° = 3.1): the mains keep within that in a healthy grid.
    return coherence > 0.72 && real > 0 && (imaginary < 0 ? -imaginary : imaginary) < 3.1 * real
  }
}

extension MainsMeter {
  /// The lines' waves over one block.
  struct Tables: BitwiseCopyable {
    /// Of the samples.
    let rateHz: Double
    // SAFETY: a SignalWorkspace's, which frees them; written in `init` only.
    let waves: UnsafeMutablePointer<Float>  // [lines, 2, blockLength]: cosines and sines
    let turns: UnsafeMutablePointer<SIMD2<Double>>  // [lines]: of one block

    init(rateHz: Double) {
      self.rateHz = rateHz
      waves = .allocate(capacity: lines * 2 * blockLength)
      turns = .allocate(capacity: lines)
      for line in 0..<lines {
        let turn = 2 * Double.pi * Self.hertz(line) / rateHz
        for index in 0..<blockLength {
          (waves + (2 * line) * blockLength + index).initialize(to: Float(cos(turn * Double(index))))
          (waves + (2 * line + 1) * blockLength + index).initialize(to: Float(sin(turn * Double(index))))
        }
        (turns + line).initialize(to: [cos(turn * Double(blockLength)), sin(turn * Double(blockLength))])
      }
    }

    func deallocate() {
      waves.deallocate()
      turns.deallocate()
    }

    /// 50, 100, 150, 60, 120, 180.
    private static func hertz(_ line: Int) -> Double { Double((line < 3 ? 50 : 60) * (line % 3 + 1)) }
  }
}
