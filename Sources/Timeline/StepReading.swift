/// What one 40 ms step of the network says, as the timeline takes it.
public struct StepReading: BitwiseCopyable, Sendable {
  /// End of the step in ticks of 1/16000 s since the stream began, lost samples included.
  public var endTick: Int64
  /// CLOCK_MONOTONIC when the step's last sample reached the microphone.
  public var monotonicNanoseconds: Int64
  /// Calibrated rolling probabilities, sum 1.
  public var probabilities: SIMD8<Float>
  /// Rolling probabilities of female and male.
  public var gender: SIMD2<Float>
  /// Probability that this step held speech.
  public var speech: Float

  @_noLocks public init(
    endTick: Int64, monotonicNanoseconds: Int64, probabilities: SIMD8<Float>, gender: SIMD2<Float>, speech: Float
  ) {
    self.endTick = endTick
    self.monotonicNanoseconds = monotonicNanoseconds
    self.probabilities = probabilities
    self.gender = gender
    self.speech = speech
  }
}
