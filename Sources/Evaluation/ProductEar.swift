internal import Listening
internal import Model
internal import Network
internal import Spectrum

/// The product's own way from samples to estimates: feature path and network step, state carried.
struct ProductEar: ~Copyable {
  private var path: FeaturePath
  private var state: State
  private let weights: Weights

  /// - Throws: `SpectrumError` when the model's features cannot be computed.
  init(_ model: Model) throws(SpectrumError) {
    path = try FeaturePath(model.metadata.features, model.metadata.statistics)
    state = State(model.weights.configuration)
    weights = model.weights
  }

  /// Forgets what it heard.
  mutating func reset() {
    path.reset()
    state.reset()
  }

  /// So much audio was lost, as on an overrun: what `StreamAnalysis.lose` does to the same parts.
  mutating func lose(seconds: Double) {
    let share = GapPolicy.action(lostSeconds: seconds).share
    state.decay(keeping: share)
    path.restartFrames()
    if share == 0 { path.reset() }
  }

  /// Hears samples at 16 kHz.
  /// - Parameter each: is told of every step: how many of the samples it ends after, and what it says.
  /// - Returns: what the last whole step says; nil when no step became whole.
  mutating func hear(_ samples: [Float], each: (Int, StepOutput) -> Void = { _, _ in }) -> StepOutput? {
    var output: StepOutput?
    var offset = 0
    while path.nextStep(of: samples.span, from: &offset) {
      let step = Self.step(weights, path, &state)
      each(offset, step)
      output = step
    }
    return output
  }

  private static func step(_ weights: Weights, _ path: borrowing FeaturePath, _ state: inout State) -> StepOutput {
    weights.packed.step(path.features(), state: &state)
  }
}
