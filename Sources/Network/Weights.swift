/// The network's numbers, packed once for the step's kernels, and shared by all streams.
///
/// Shapes: F features, H hidden. A packed matrix is [rows/16][columns][16]: see CKernels.
public final class Weights: Sendable {
  public let configuration: NetworkConfiguration
  /// What steps are made with.
  public let packed: PackedNetwork
  /// Of the weights as they were made.
  private let checksum: UInt64

  /// - Parameter tensors: as `NetworkConfiguration.tensorShapes` lists them, in any order; others are ignored.
  /// - Throws: `NetworkError` naming the first tensor that is missing, there twice, misshapen or not finite.
  public init(_ configuration: NetworkConfiguration, tensors: [Tensor]) throws(NetworkError) {
    try configuration.validate()
    var named: [String: Tensor] = [:]
    for tensor in tensors where named.updateValue(tensor, forKey: tensor.name) != nil {
      throw NetworkError("tensor \(tensor.name) is there twice")
    }
    for (name, shape) in configuration.tensorShapes {
      guard let tensor = named[name] else {
        throw NetworkError("tensor \(name) is missing; is this a model file of Undertone?")
      }
      guard tensor.shape == shape else {
        throw NetworkError("tensor \(name) has shape \(tensor.shape), expected \(shape)")
      }
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw NetworkError("tensor \(name) holds a number that is not finite: the file is damaged")
      }
    }
    let hidden = configuration.hidden
    let values = { (name: String) -> [Float] in named[name]?.values ?? [] }
    let lstm = UnsafeMutablePointer<PackedNetwork.Affine>.allocate(capacity: configuration.layers)
    for layer in 0..<configuration.layers {
      let sides = [(values("lstm.weight_ih_l\(layer)"), hidden), (values("lstm.weight_hh_l\(layer)"), hidden)]
      let bias = zip(values("lstm.bias_ih_l\(layer)"), values("lstm.bias_hh_l\(layer)")).map { $0 + $1 }
      (lstm + layer).initialize(to: PackedNetwork.Affine(sides, rows: 4 * hidden, bias: bias))
    }
    let names = ["emotion", "gender", "speech", "weight", "decay"]
    self.configuration = configuration
    let packed = PackedNetwork(
      featureCount: configuration.features, hidden: hidden, layers: configuration.layers,
      input: PackedNetwork.Affine(
        [(values("input.0.weight"), configuration.features)], rows: hidden, bias: values("input.0.bias")),
      normGain: alignedFloats(values("input.1.weight")), normBias: alignedFloats(values("input.1.bias")), lstm: lstm,
      heads: PackedNetwork.Affine(
        [(names.flatMap { values("\($0).weight") }, hidden)], rows: 16, bias: names.flatMap { values("\($0).bias") }))
    self.packed = packed
    checksum = packed.checksum()
  }

  deinit {
    packed.deallocate()
  }

  /// Whether the weights are, bit for bit, what they were when they were made: memory may flip a bit in months.
  /// - Complexity: one read of all weights, 0.6 ms for 4.5 MB; for a thread that has time.
  public func areIntact() -> Bool {
    packed.checksum() == checksum
  }
}
