package import Corpus
import Foundation
internal import Network

/// The rolling estimate: a decayed, weighted mean of each step's logits, forward and back.
///
///     n ← λn + w·e    m ← λm + w·g    d ← λd + w    estimate = n/d, m/d    λ = sigmoid(decay), w = exp(clamp(weight, ±8))
///
/// Shapes: B lanes, T steps, C = emotions + genders pooled values; P outputs a row (the C, speech, weight, decay, …).
package final class PooledRecurrence {
  package let pooled: Int  // C
  private let outputWidth: Int  // P
  let lanes: Int
  let steps: Int
  /// Sums and denominator: `[T+1, B, C+1]`; block 0 is the state carried in.
  let state: FloatBuffer
  /// The rolling logits, `[N, C]`: emotions, genders.
  package let estimates: FloatBuffer
  /// ∂loss/∂estimates, `[N, C]`: the loss fills it.
  package let estimateGradient: FloatBuffer

  package init(_ layout: ParameterLayout, lanes: Int, steps: Int) {
    pooled = layout.configuration.emotions + layout.configuration.genders
    outputWidth = layout.headWidth
    self.lanes = lanes
    self.steps = steps
    state = FloatBuffer((steps + 1) * lanes * (pooled + 1))
    estimates = FloatBuffer(steps * lanes * pooled)
    estimateGradient = FloatBuffer(steps * lanes * pooled)
    for lane in 0..<lanes { reset(lane: lane) }
  }

  func reset(lane: Int) {
    let sums = state.base + lane * (pooled + 1)
    sums.update(repeating: 0, count: pooled)
    sums[pooled] = NetworkConfiguration.initialDenominator
  }

  func carry() {
    let width = lanes * (pooled + 1)
    state.base.update(from: state.base + steps * width, count: width)
  }

  /// - Parameter outputs: all heads' outputs, `[N, P]`.
  func forward(_ outputs: FloatBuffer) {
    let width = pooled + 1
    for row in 0..<lanes * steps {
      let output = outputs.base + row * outputWidth
      let (keep, weight) = Self.keepAndWeight(output, pooled)
      let before = state.base + row * width
      let after = before + lanes * width
      after[pooled] = keep * before[pooled] + weight
      let inverse = 1 / after[pooled]
      for k in 0..<pooled {
        after[k] = keep * before[k] + weight * output[k]
        estimates.base[row * pooled + k] = after[k] * inverse
      }
    }
  }

  /// Adds to the outputs' gradient `[N, P]` what comes back through the estimates.
  func backward(_ outputs: FloatBuffer, addingTo gradient: FloatBuffer) {
    let width = pooled + 1
    var carried = [Float](repeating: 0, count: width)  // ∂/∂state after this step, from the steps after it
    for lane in 0..<lanes {
      for k in 0..<width { carried[k] = 0 }
      for step in (0..<steps).reversed() {
        let row = step * lanes + lane
        let output = outputs.base + row * outputWidth
        let slope = gradient.base + row * outputWidth
        let before = state.base + row * width
        let after = before + lanes * width
        let (keep, weight) = Self.keepAndWeight(output, pooled)
        let inverse = 1 / after[pooled]
        for k in 0..<pooled {
          let g = estimateGradient.base[row * pooled + k] * inverse
          carried[k] += g
          carried[pooled] -= g * after[k] * inverse
        }
        var (weightSlope, keepSlope) = (carried[pooled], carried[pooled] * before[pooled])
        for k in 0..<pooled {
          slope[k] += weight * carried[k]
          weightSlope += carried[k] * output[k]
          keepSlope += carried[k] * before[k]
        }
        let limit = NetworkConfiguration.weightLimit
        if abs(output[pooled + 1]) < limit { slope[pooled + 1] += weightSlope * weight }
        slope[pooled + 2] += keepSlope * keep * (1 - keep)
        for k in 0..<width { carried[k] *= keep }
      }
    }
  }

  private static func keepAndWeight(_ output: UnsafePointer<Float>, _ pooled: Int) -> (keep: Float, weight: Float) {
    let limit = NetworkConfiguration.weightLimit
    return (1 / (1 + exp(-output[pooled + 2])), exp(min(max(output[pooled + 1], -limit), limit)))
  }
}
