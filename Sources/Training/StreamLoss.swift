package import Corpus
import Foundation

/// What a chunk's estimates cost, and its gradient.
///
///     [ CE(rolling) + 0.3·CE(step) ]·class weight + 0.2·½[CE(rolling gender) + CE(step gender)]   emphasised mean
///     + 0.2·BCE(speech)                                                                            mean over all steps
///     + 1.5·MSE(teacher's frame)                                                             mean over the taught steps
///
/// Steps whose speaker's gender is unknown, or whose voice was warped too far to keep it, add nothing to the gender's part.
/// Emphasis is 0 between clips and rises over a clip's first 1.5 s: an estimate matters more the longer it listened.
/// The goal is a distribution, so a teacher's soft label costs the same as a hard one.
package struct StreamLoss: Codable, Equatable, Sendable {
  package var stepShare: Float = 0.3
  package var genderShare: Float = 0.2
  package var speechShare: Float = 0.2
  /// Romero et al., "FitNets: hints for thin deep nets", ICLR 2015.
  package var frameShare: Float = 1.5
  /// Share of a goal that is spread evenly over the emotions (Szegedy et al., CVPR 2016).
  package var smoothing: Float = 0.08
  /// Leaves out of the softmax the emotions that the clip's corpus cannot say.
  package var masked = false

  package init() {}

  /// The parts of a chunk's loss: `rolling` alone is what the log shows.
  package struct Parts: Equatable, Sendable {
    package var total: Float = 0
    package var rolling: Float = 0

    package static func += (sum: inout Parts, part: Parts) {
      sum.total += part.total
      sum.rolling += part.rolling
    }
  }

  /// Fills the network's `outputGradient` from its outputs and estimates.
  /// - Parameters:
  ///   - whole: sums over the whole batch, of which `chunk` may be a worker's part.
  package func apply(_ network: BatchNetwork, _ chunk: Chunk, of whole: Chunk.Totals) -> Parts {
    let pooling = network.pooling
    let emotions = network.layout.configuration.emotions
    let width = network.layout.headWidth
    network.outputGradient.fill(0)
    pooling.estimateGradient.fill(0)
    var parts = Parts()
    for row in 0..<chunk.rows {
      let output = network.outputs.base + row * width
      let slope = network.outputGradient.base + row * width
      let (isSpeech, said) = (chunk.speech.base[row], emotions + network.layout.configuration.genders)
      parts.total += speech(output, slope, said, target: isSpeech, share: speechShare / Float(whole.rows))
      parts.total += frame(output + said + 3, slope + said + 3, chunk, row, share: frameShare / max(whole.taught, 1))
      let share = chunk.emphasis.base[row] / max(whole.emphasis, 1)
      guard share > 0 else { continue }
      let estimate = pooling.estimates.base + row * pooling.pooled
      let estimateSlope = pooling.estimateGradient.base + row * pooling.pooled
      let goal = UnsafePointer(chunk.goal.base + row * emotions)
      let allowed = masked ? UnsafePointer(chunk.allowed.base + row * emotions) : nil
      let weighted = share * chunk.importance.base[row]
      let rolling = crossEntropy(estimate, estimateSlope, emotions, goal, allowed, weighted)
      parts.rolling += rolling
      parts.total += rolling + crossEntropy(output, slope, emotions, goal, allowed, stepShare * weighted)
      guard chunk.gender.base[row] >= 0 else { continue }
      let gender = Int(chunk.gender.base[row])
      let half = 0.5 * genderShare * share
      parts.total += twoWay(estimate + emotions, estimateSlope + emotions, gender, half)
      parts.total += twoWay(output + emotions, slope + emotions, gender, half)
    }
    pooling.backward(network.outputs, addingTo: network.outputGradient)
    return parts
  }

  /// −Σ q·log softmax(z) · share over the allowed emotions; adds its gradient share·(softmax − q).
  private func crossEntropy(
    _ z: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ count: Int, _ goal: UnsafePointer<Float>,
    _ allowed: UnsafePointer<Float>?, _ share: Float
  ) -> Float {
    var top = -Float.infinity
    var choices: Float = 0
    for k in 0..<count where allowed?[k] != 0 {
      top = max(top, z[k])
      choices += 1
    }
    var sum: Float = 0
    for k in 0..<count where allowed?[k] != 0 { sum += exp(z[k] - top) }
    let normaliser = top + log(sum)
    var loss: Float = 0
    for k in 0..<count where allowed?[k] != 0 {
      let target = (1 - smoothing) * goal[k] + smoothing / choices
      loss -= target * (z[k] - normaliser)
      slope[k] += share * (exp(z[k] - normaliser) - target)
    }
    return share * loss
  }

  /// Cross-entropy of two logits.
  private func twoWay(
    _ z: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ target: Int, _ share: Float
  ) -> Float {
    let margin = z[target] - z[1 - target]
    let wrong = 1 / (1 + exp(margin))
    slope[target] -= share * wrong
    slope[1 - target] += share * wrong
    return share * Self.softplus(-margin)
  }

  /// Binary cross-entropy of output `index` with a target in 0…1.
  private func speech(
    _ output: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ index: Int, target: Float, share: Float
  ) -> Float {
    slope[index] += share * (1 / (1 + exp(-output[index])) - target)
    return share * (Self.softplus(output[index]) - target * output[index])
  }

  /// Mean squared distance to the teacher's frame, where there is one.
  private func frame(
    _ output: UnsafePointer<Float>, _ slope: UnsafeMutablePointer<Float>, _ chunk: Chunk, _ row: Int, share: Float
  ) -> Float {
    let width = chunk.teacherWidth
    guard width > 0, chunk.taught.base[row] > 0 else { return 0 }
    let goal = UnsafePointer(chunk.teacher.base + row * width)
    let step = share / Float(width)
    var sum: Float = 0
    for k in 0..<width {
      let distance = output[k] - goal[k]
      sum += distance * distance
      slope[k] += 2 * step * distance
    }
    return step * sum
  }

  /// log(1 + eˣ), without overflow.
  private static func softplus(_ x: Float) -> Float { max(x, 0) + log1p(exp(-abs(x))) }
}
