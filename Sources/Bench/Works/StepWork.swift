internal import Corpus
internal import Network

/// The network's step alone, on the recording's features: of one stream, or of several in one read of the weights.
final class StepWork: BenchWork {
  private let weights: Weights
  // SAFETY: owned by this object alone; all `unitsARun` are initialised.
  private let states: UnsafeMutablePointer<State>
  private var batch: StepBatch
  /// `[steps, features]`
  private let steps: [Float]
  private let featureCount: Int
  private var next = 0
  let unitsARun: Int
  let secondsARun: Double
  let cost: UnitCost?

  /// - Parameters:
  ///   - hidden: a network of that width with random weights; `nil`: the model's.
  ///   - streams: each hears the same, a step behind the one before.
  init(_ material: BenchMaterial, precision: Precision = .float, hidden: Int? = nil, streams: Int = 1) throws {
    let metadata = material.model.metadata
    var configuration = metadata.network
    if let hidden { configuration.hidden = hidden }
    weights =
      hidden == nil
      ? try material.model.with(precision).weights : try Weights(configuration, tensors: Self.random(configuration), precision: precision)
    states = .allocate(capacity: streams)
    for stream in 0..<streams { (states + stream).initialize(to: State(configuration)) }
    batch = StepBatch(capacity: streams)
    unitsARun = streams
    steps = try material.steps()
    featureCount = metadata.features.featureCount
    secondsARun = Double(streams) * metadata.features.stepSeconds
    cost = UnitCost(step: configuration, precision, streams: streams)
  }

  deinit {
    states.deinitialize(count: unitsARun)
    states.deallocate()
  }

  func run() throws {
    steps.withUnsafeBufferPointer { all in
      for stream in 0..<unitsARun {
        batch.add(UnsafeBufferPointer(rebasing: all[next..<next + featureCount]), states[stream])
        next += featureCount
        if next == steps.count { next = 0 }
      }
      batch.run(weights.packed)
    }
    for stream in 0..<unitsARun {
      guard weights.packed.output(of: &states[stream]).isFiniteValue() else { throw BenchError("the network's output is no number") }
    }
  }

  /// Uniform, ±1/√H, as PyTorch begins.
  private static func random(_ configuration: NetworkConfiguration) -> [Tensor] {
    var source = RandomSource(seed: 6)
    let bound = 1 / Float(configuration.hidden).squareRoot()
    return configuration.tensorShapes.map { name, shape in
      Tensor(name: name, shape: shape, values: (0..<shape.reduce(1, *)).map { _ in source.uniform(-bound, bound) })
    }
  }
}

extension UnitCost {
  /// One step of one stream: every weight is multiplied once, and read once for all streams.
  init(step configuration: NetworkConfiguration, _ precision: Precision, streams: Int) {
    let matrices = configuration.tensorShapes.filter { $0.shape.count == 2 }
    let weights = matrices.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let isInt8 = precision == .int8
    self.init(multiplyAdds: weights / (isInt8 ? 4 : 1), bytes: weights * (isInt8 ? 1 : 4), sharedBy: streams)
  }
}
