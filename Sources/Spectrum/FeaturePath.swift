/// The feature path, the same live and in training: samples at 16 kHz in any chunking, normalised steps out.
///
///     samples → FrameAnalyser → four frames [256, 1028 or 640] → CausalNormaliser → step
///
/// Step k ends at sample 880 + 640·k after the last reset.
public struct FeaturePath: ~Copyable {
  private var analyser: FrameAnalyser
  private var normaliser: CausalNormaliser
  private let stackedFrames: Int
  private let bandCount: Int
  public let featureCount: Int
  // SAFETY: owned by this value alone, freed with it.
  private let step: UnsafeMutablePointer<Float>
  private var framesInStep = 0

  /// - Parameter shared: the workspace of other streams of the same thread; nil: one of its own.
  /// - Throws: `SpectrumError` when the configuration or the statistics cannot be.
  public init(
    _ configuration: FeatureConfiguration, _ statistics: BandStatistics, shared: SpectrumWorkspace? = nil
  ) throws(SpectrumError) {
    let analyser = try FrameAnalyser(configuration, shared: shared)
    let normaliser = try CausalNormaliser(configuration, statistics)
    self.analyser = analyser
    self.normaliser = normaliser
    stackedFrames = configuration.stackedFrames
    bandCount = configuration.bandCount
    featureCount = configuration.featureCount
    step = .allocate(capacity: featureCount)
    step.initialize(repeating: 0, count: featureCount)
  }

  deinit {
    step.deallocate()
  }

  /// As new: the next sample begins a step and the level.
  @_noLocks public mutating func reset() {
    restartFrames()
    forgetLevel()
  }

  /// After a loss of samples: no window may straddle it, but the level is still known.
  @_noLocks public mutating func restartFrames() {
    analyser.reset()
    framesInStep = 0
  }

  /// The level begins anew, the frames go on.
  @_noLocks public mutating func forgetLevel() {
    normaliser.reset()
  }

  /// Takes samples from `offset` on until a step is whole or none are left.
  ///
  /// - Parameter offset: moved past the samples that were taken.
  /// - Returns: whether a step is whole: it lies in `features` until the next call; call again with the same samples.
  /// - Real-time: yes.
  @_noLocks public mutating func nextStep(of samples: UnsafeBufferPointer<Float>, from offset: inout Int) -> Bool {
    while analyser.nextFrame(of: samples, from: &offset, into: step + framesInStep * bandCount) {
      framesInStep += 1
      if framesInStep == stackedFrames {
        framesInStep = 0
        normaliser.process(step)
        return true
      }
    }
    return false
  }

  /// The step that `nextStep` has just made whole, [featureCount]; valid until the next call.
  @_noLocks public borrowing func features() -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: step, count: featureCount)
  }
}

extension FeaturePath {
  /// `nextStep` over a span: for everything that is not the hot loop.
  public mutating func nextStep(of samples: Span<Float>, from offset: inout Int) -> Bool {
    unsafe samples.withUnsafeBufferPointer { nextStep(of: $0, from: &offset) }
  }
}
