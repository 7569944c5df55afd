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

  /// Hears samples at 16 kHz.
  /// - Returns: what the last whole step says; nil when no step became whole.
  mutating func hear(_ samples: [Float]) -> StepOutput? {
    var output: StepOutput?
    var offset = 0
    while next(samples, &offset) {
      let step = path.features()
      output = weights.step(unsafe Span(_unsafeElements: step), state: &state)  // SAFETY: the path's step lives until its next call
    }
    return output
  }

  private mutating func next(_ samples: [Float], _ offset: inout Int) -> Bool {
    samples.withUnsafeBufferPointer { path.nextStep(of: $0, from: &offset) }
  }
}
