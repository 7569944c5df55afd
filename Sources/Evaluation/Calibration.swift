import Foundation
internal import Model

/// Whether the model is as often right as it says.
///
///     ECE = Σ over bins of (clips in the bin / clips) · |share right − mean confidence|
///
/// Confidence is the largest of all eight probabilities; the bins are 15 equal parts of 0…1. Everything adds up over speakers.
///
/// Source: Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015;
/// Guo et al., "On calibration of modern neural networks", ICML 2017. Brier, Monthly Weather Review 78(1), 1950 (over all classes, 0…2).
package struct Calibration: Equatable, Sendable {
  package struct Bin: Equatable, Sendable {
    package var count = 0
    package var right = 0
    package var confidence = 0.0  // sum
  }

  package static let binCount = 15
  package private(set) var bins = Array(repeating: Bin(), count: Self.binCount)
  private var logLikelihood = 0.0
  private var squares = 0.0

  package init() {}

  /// - Parameter temperature: T of each estimate's softmax(logits / T).
  package init(_ estimates: [Estimate], temperature: Float) {
    for estimate in estimates { add(estimate, temperature: temperature) }
  }

  /// Adds an estimate whose clip has an emotion.
  package mutating func add(_ estimate: Estimate, temperature: Float) {
    guard let truth = estimate.clip.emotion?.rawValue else { return }
    let probabilities = Posterior.emotion(estimate.logits, temperature: temperature)
    let confidence = Double(probabilities[estimate.open.rawValue])
    // The last bin holds 1 as well.
    let bin = min(Self.binCount - 1, Int(confidence * Double(Self.binCount)))
    bins[bin].count += 1
    bins[bin].right += estimate.open == estimate.clip.emotion ? 1 : 0
    bins[bin].confidence += confidence
    logLikelihood += log(max(Double(probabilities[truth]), 1e-12))
    for emotion in 0..<8 {
      let difference = Double(probabilities[emotion]) - (emotion == truth ? 1 : 0)
      squares += difference * difference
    }
  }

  package static func + (left: Calibration, right: Calibration) -> Calibration {
    var sum = left
    for index in sum.bins.indices {
      sum.bins[index].count += right.bins[index].count
      sum.bins[index].right += right.bins[index].right
      sum.bins[index].confidence += right.bins[index].confidence
    }
    sum.logLikelihood += right.logLikelihood
    sum.squares += right.squares
    return sum
  }

  package var count: Int { bins.reduce(0) { $0 + $1.count } }

  /// ECE, 0…1; nil without estimates.
  package var expectedError: Double? {
    guard count > 0 else { return nil }
    return bins.reduce(0) { $0 + abs(Double($1.right) - $1.confidence) } / Double(count)
  }

  /// What a model that is right exactly as often as it says would show with so few clips, on average: in a bin of n clips with the mean
  /// confidence c, the share right scatters about c by √(c(1 − c)/n), a Gaussian's mean distance being √(2/π) of that. Clips count as independent: where few speakers said them, chance brings more.
  package var expectedErrorByChance: Double? {
    guard count > 0 else { return nil }
    let sum = bins.filter { $0.count > 0 }.reduce(0.0) { sum, bin in
      let (clips, confidence) = (Double(bin.count), bin.confidence / Double(bin.count))
      return sum + (2 / Double.pi * clips * confidence * (1 - confidence)).squareRoot()
    }
    return sum / Double(count)
  }

  /// Mean of −ln p(truth).
  package var negativeLogLikelihood: Double? { count > 0 ? -logLikelihood / Double(count) : nil }
  /// Mean over the clips of the squared distance from the truth.
  package var brier: Double? { count > 0 ? squares / Double(count) : nil }
}

extension Sequence where Element == Calibration {
  package func sum() -> Calibration { reduce(Calibration(), +) }
}
