/// What one step of the network says of the stream so far.
public struct StepOutput: BitwiseCopyable, Sendable {
  /// Rolling emotion logits n/d, before the temperature.
  public var emotion: SIMD8<Float>
  /// Rolling gender logits.
  public var gender: SIMD2<Float>
  /// Probability that this step held speech.
  public var speech: Float
  /// λ: the share of the pooled past that this step kept.
  public var keep: Float
  /// w: how much this step counted.
  public var weight: Float

  /// `false` when weights of absurd size overflowed: the state is then worth nothing.
  @_noLocks public func isFiniteValue() -> Bool {
    let sum = emotion.sum() + gender.sum() + speech + keep + weight
    return sum - sum == 0
  }

  @_noLocks init(emotion: SIMD8<Float>, gender: SIMD2<Float>, speech: Float, keep: Float, weight: Float) {
    self.emotion = emotion
    self.gender = gender
    self.speech = speech
    self.keep = keep
    self.weight = weight
  }
}
