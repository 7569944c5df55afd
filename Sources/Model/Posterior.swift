#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Probabilities from logits, at the model's temperature.
public enum Posterior {
  /// softmax(logits / T); sums to 1.   - Real-time: yes.
  @_noLocks public static func emotion(_ logits: SIMD8<Float>, temperature: Float) -> SIMD8<Float> {
    var largest = logits[0]
    for index in 1..<8 where logits[index] > largest { largest = logits[index] }
    var result = SIMD8<Float>(repeating: 0)
    var sum: Float = 0
    for index in 0..<8 {
      let exponent = (logits[index] - largest) / temperature
      let value = _unsafePerformance { expf(exponent) }
      result[index] = value
      sum += value
    }
    // Weights of absurd size can overflow: nothing is then likelier than anything else.
    return sum - sum == 0 ? result / sum : SIMD8<Float>(repeating: 0.125)
  }

  /// The first gender's probability is 1/(1 + e^(l₁ − l₀)), the second's the rest.   - Real-time: yes.
  @_noLocks public static func gender(_ logits: SIMD2<Float>) -> SIMD2<Float> {
    let difference = logits[1] - logits[0]
    let first = _unsafePerformance { 1 / (1 + expf(difference)) }
    return SIMD2<Float>(first, 1 - first)
  }
}
