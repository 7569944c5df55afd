internal import Model
internal import Network
internal import Spectrum

/// Hears one past, cut off at each of several gaps, and what comes after it under each of several rules: the product's steps, branched.
///
///     before ──────────────────┬─ gap ─┐
///     steps  0 1 2 … k (whole) │       after: frames begin anew, steps 0 1 2 …
///     state and level at k ────┴─ rule 1 ─▶ answers
///                              ├─ rule 2 ─▶ answers …
struct GapEar: ~Copyable {
  private let configuration: FeatureConfiguration
  private let weights: Weights
  private var analyser: FrameAnalyser
  private var normaliser: CausalNormaliser
  /// Of the ear that is on its way to the gaps, and of one behind a gap.
  private var state: State
  private var branch: State

  /// - Throws: `SpectrumError` when the model's features cannot be computed.
  init(_ model: Model) throws(SpectrumError) {
    let analyser = try FrameAnalyser(model.metadata.features)
    let normaliser = try CausalNormaliser(model.metadata.features, model.metadata.statistics)
    self.analyser = analyser
    self.normaliser = normaliser
    configuration = model.metadata.features
    weights = model.weights
    state = State(model.weights.configuration)
    branch = State(model.weights.configuration)
  }

  /// - Parameters:
  ///   - before: samples at 16 kHz; a gap takes its length from their end.
  ///   - after: samples at 16 kHz, the same behind every gap.
  ///   - answer: what a step says.
  /// - Returns: the answers to the steps of `after`, `[gaps, rules, steps]`.
  mutating func hear<Answer>(
    _ before: [Float], _ after: [Float], gaps: [Double], _ rules: [GapRule], answer: (StepOutput) -> Answer
  ) -> [[[Answer]]] {
    let (past, coming) = (steps(of: before), steps(of: after))
    let cuts = gaps.map { max(0, before.count - Int($0 * 16_000)) }
    let ends = cuts.map { stepCount(of: $0) }
    var found: [[[Answer]]] = Array(repeating: [], count: gaps.count)
    var fresh: [Answer]?
    state.reset()
    let last = ends.max() ?? 0
    let heard = normalised(past, count: last)
    for place in 0...last {
      for gap in gaps.indices where ends[gap] == place {
        var made: [GapRule.Action: [Answer]] = [:]
        made[.fresh] = fresh
        for rule in rules {
          let action = rule.action(gaps[gap])
          if made[action] == nil {
            let seam = action.splices ? steps(of: Array(before[place * configuration.stepLength..<cuts[gap]]) + after) : coming
            made[action] = resume(seam, after: past, count: place, action, answer)
          }
          found[gap].append(made[action] ?? [])
        }
        fresh = made[.fresh]
      }
      if place < last { _ = Self.advance(weights, heard, place, &state) }
    }
    return found
  }

  /// Goes on behind a gap with a copy of what is remembered.
  private mutating func resume<Answer>(
    _ steps: [Float], after past: [Float], count: Int, _ action: GapRule.Action, _ answer: (StepOutput) -> Answer
  ) -> [Answer] {
    branch.copy(state)
    branch.decay(recurrent: action.recurrent, pooled: action.pooled)
    let width = configuration.featureCount
    let level = action.keepsLevel ? Array(past[..<(count * width)]) : []
    let features = Array(normalised(level + steps, count: (level.count + steps.count) / width)[level.count...])
    return (0..<steps.count / width).map { answer(Self.advance(weights, features, $0, &branch)) }
  }

  /// In samples after the gap.
  func end(ofStep step: Int) -> Int { configuration.firstStepEnd + step * configuration.stepLength }

  private static func advance(_ weights: Weights, _ steps: [Float], _ place: Int, _ state: inout State) -> StepOutput {
    let width = weights.configuration.features
    return steps.withUnsafeBufferPointer {
      weights.packed.step(UnsafeBufferPointer(rebasing: $0[place * width..<(place + 1) * width]), state: &state)
    }
  }

  /// Whole steps, raw, `[steps, featureCount]`.
  private mutating func steps(of samples: [Float]) -> [Float] {
    Array(analyser.frames(of: samples).prefix(stepCount(of: samples.count) * configuration.featureCount))
  }

  private func stepCount(of samples: Int) -> Int {
    samples < configuration.firstStepEnd ? 0 : 1 + (samples - configuration.firstStepEnd) / configuration.stepLength
  }

  /// The first `count` steps, from a fresh start.
  private mutating func normalised(_ steps: [Float], count: Int) -> [Float] {
    var steps = steps
    normaliser.reset()
    steps.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for step in 0..<count { normaliser.process(base + step * configuration.featureCount) }
    }
    return steps
  }
}
