internal import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Brings steps of frames to the network's scale, hearing only the past: bands by the training's mean and deviation, then the running
/// level off all of them, so that gain and distance fade out within a second or two.
///
///     x ← (x − mean)/deviation,  level ← level + (step/τ)(m − level)
///     log power: m = mean of the step,                    x ← x − level
///     waveform:  m = ln(mean square of the step + floor), x ← x · e^(−level/2): the same gain, where a gain is a factor
///
/// The level begins with the first step's.
public struct CausalNormaliser: ~Copyable {
  private let bandCount: Int
  private let featureCount: Int
  private let isWaveform: Bool
  /// Keeps the level of digital silence finite.
  private let floor: Float
  /// Share of the difference that one step moves the level by.
  private let rate: Float
  // SAFETY: owned by this value alone, written in `init` only.
  /// [bandCount] each: mean, and one over the deviation.
  private let mean: UnsafeMutablePointer<Float>
  private let scale: UnsafeMutablePointer<Float>
  private var level: Float = 0
  private var started = false

  /// - Throws: `SpectrumError` when the statistics are not for this many bands.
  public init(_ configuration: FeatureConfiguration, _ statistics: BandStatistics) throws(SpectrumError) {
    try statistics.validate(bandCount: configuration.bandCount)
    bandCount = configuration.bandCount
    featureCount = configuration.featureCount
    isWaveform = configuration.frontEnd == .waveform
    floor = configuration.floor
    rate = Float(configuration.stepSeconds) / configuration.levelSeconds
    mean = .allocate(capacity: bandCount)
    mean.initialize(from: statistics.mean, count: bandCount)
    scale = .allocate(capacity: bandCount)
    scale.initialize(from: statistics.deviation.map { 1 / $0 }, count: bandCount)
  }

  deinit {
    mean.deallocate()
    scale.deallocate()
  }

  /// Forgets the level: the next step begins it anew.
  @_noLocks public mutating func reset() {
    started = false
  }

  /// - Shapes: `step` [stackedFrames · bandCount], raw in, normalised out.   - Real-time: yes.
  @_noLocks public mutating func process(_ step: UnsafeMutablePointer<Float>) {
    var sum: Float = 0
    var index = 0
    while index < featureCount {
      let (frame, mean, scale, bandCount) = (step + index, mean, scale, bandCount)
      sum += _unsafePerformance { ck_normalise(frame, mean, scale, bandCount) }
      index += bandCount
    }
    if isWaveform { return amplify(step) }
    hear(sum / Float(featureCount))
    for index in 0..<featureCount { step[index] -= level }
  }

  /// Takes the level of samples off, in place.
  @_noLocks private mutating func amplify(_ step: UnsafeMutablePointer<Float>) {
    var sum: Float = 0
    for index in 0..<featureCount { sum += step[index] * step[index] }
    let power = sum / Float(featureCount) + floor
    hear(_unsafePerformance { logf(power) })
    let halved = -level / 2
    let gain = _unsafePerformance { expf(halved) }
    for index in 0..<featureCount { step[index] *= gain }
  }

  /// Moves the level towards a step's.
  @_noLocks private mutating func hear(_ average: Float) {
    level = started ? level + rate * (average - level) : average
    started = true
  }
}
