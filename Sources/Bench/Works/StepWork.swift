internal import Corpus
internal import Network

/// The network's step alone, on the recording's features.
final class StepWork: BenchWork {
  private let weights: Weights
  private var state: State
  /// `[steps, features]`
  private let steps: [Float]
  private let featureCount: Int
  private var next = 0
  let unitsARun = 1
  let secondsARun: Double
  let cost: UnitCost?

  /// - Parameter hidden: a network of that width with random weights; `nil`: the model's.
  init(_ material: BenchMaterial, hidden: Int? = nil) throws {
    let metadata = material.model.metadata
    var configuration = metadata.network
    if let hidden { configuration.hidden = hidden }
    weights = hidden == nil ? material.model.weights : try Weights(configuration, tensors: Self.random(configuration))
    state = State(configuration)
    steps = try material.steps()
    featureCount = metadata.features.featureCount
    secondsARun = metadata.features.stepSeconds
    cost = UnitCost(step: configuration)
  }

  func run() throws {
    let output = steps.withUnsafeBufferPointer { all in
      weights.packed.step(UnsafeBufferPointer(rebasing: all[next..<next + featureCount]), state: &state)
    }
    guard output.isFiniteValue() else { throw BenchError("the network's output is no number") }
    next += featureCount
    if next == steps.count { next = 0 }
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
  /// One step of one stream with weights in single precision: every weight is read once and multiplied once.
  init(step configuration: NetworkConfiguration) {
    let matrices = configuration.tensorShapes.filter { $0.shape.count == 2 }
    let weights = matrices.reduce(0) { $0 + $1.shape.reduce(1, *) }
    self.init(multiplyAdds: weights, bytes: weights * MemoryLayout<Float>.stride)
  }
}
