import Foundation

/// Fits T so that softmax(logits / T) is as sure as it is right.
///
/// Source: Guo et al., "On calibration of modern neural networks", ICML 2017.
package enum Temperature {
  /// Minimises the mean negative log-likelihood over T from 0.1 to 10 (golden section on log T; the curve has one valley).
  /// - Returns: 1 without estimates of clips that have an emotion.
  package static func fit(_ estimates: [Estimate]) -> Float {
    let estimates = estimates.filter { $0.clip.emotion != nil }
    guard !estimates.isEmpty else { return 1 }
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (log(0.1), log(10.0))
    while high - low > 1e-4 {
      let (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
      if cost(estimates, exp(left)) < cost(estimates, exp(right)) { high = right } else { low = left }
    }
    return Float(exp((low + high) / 2))
  }

  /// Mean of −log softmax(logits / T)[truth] over all eight emotions.
  package static func cost(_ estimates: [Estimate], _ temperature: Double) -> Double {
    var (sum, count) = (0.0, 0)
    for estimate in estimates {
      guard let truth = estimate.clip.emotion else { continue }
      let z = (0..<8).map { Double(estimate.logits[$0]) / temperature }
      let top = z.max() ?? 0
      sum += top + log(z.reduce(0) { $0 + exp($1 - top) }) - z[truth.rawValue]
      count += 1
    }
    return sum / Double(max(count, 1))
  }
}
