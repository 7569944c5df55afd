internal import CKernels

/// The weights as the step's kernels read them: plain pointers, so that a step touches no reference count. It is valid as long as the
/// `Weights` that it came from.
///
/// Shapes: F features, H hidden.
// SAFETY: written when made, only read afterwards; owned by the one `Weights` that deallocates it.
public struct PackedNetwork: BitwiseCopyable, @unchecked Sendable {
  let network: UnsafeMutablePointer<ck_network>
  let featureCount: Int
  let hidden: Int
  let layers: Int
  /// A copy: a hot function may not call a static property's accessor.
  let weightLimit = NetworkConfiguration.weightLimit

  /// - Parameters:
  ///   - level: for tests, another level's way to lay int8 out.
  ///   - values: a tensor's, by name; all that the configuration lists, of its shapes.
  /// - Returns: the network, and every block of memory that its numbers lie in, for `deallocate`.
  static func make(
    _ configuration: NetworkConfiguration, _ precision: Precision, _ level: (group: Int, offset: Int32)? = nil,
    values: (String) -> [Float]
  ) -> (network: PackedNetwork, blocks: [UnsafeMutableRawBufferPointer]) {
    let (hidden, width, isInt8) = (configuration.hidden, configuration.features, precision == .int8)
    let lstm = (0..<configuration.layers).map { layer in
      let bias = zip(values("lstm.bias_ih_l\(layer)"), values("lstm.bias_hh_l\(layer)")).map { $0 + $1 }
      let sides = [values("lstm.weight_ih_l\(layer)"), values("lstm.weight_hh_l\(layer)")]
      // PyTorch's rows are i, f, g, o of all units; a kernel's block holds i, f, g, o of sixteen units.
      return PackedMatrix(sides, columns: hidden, rows: 4 * hidden, bias: bias, int8: isInt8, level: level) { row in
        row % 64 / 16 * hidden + row / 64 * 16 + row % 16
      }
    }
    let input = PackedMatrix(
      [values("input.0.weight")], columns: width, rows: hidden, bias: values("input.0.bias"), int8: isInt8, level: level)
    let names = ["emotion", "gender", "speech", "weight", "decay"]
    let heads = PackedMatrix(
      [names.flatMap { values("\($0).weight") }], columns: hidden, rows: 16, bias: names.flatMap { values("\($0).bias") })
    let layers = UnsafeMutablePointer<ck_matrix>.allocate(capacity: lstm.count)
    layers.initialize(from: lstm.map(\.kernel), count: lstm.count)
    let (gain, bias) = (alignedFloats(values("input.1.weight")), alignedFloats(values("input.1.bias")))
    let network = UnsafeMutablePointer<ck_network>.allocate(capacity: 1)
    network.initialize(
      to: ck_network(
        features: width, hidden: hidden, layers: lstm.count, input: input.kernel, normGain: gain, normBias: bias,
        normEpsilon: NetworkConfiguration.layerNormEpsilon, lstm: layers, heads: heads.kernel))
    let norms = [gain, bias].map { UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer($0), count: 4 * hidden) }
    return (
      PackedNetwork(network: network, featureCount: width, hidden: hidden, layers: lstm.count),
      norms + ([input, heads] + lstm).flatMap(\.blocks)
    )
  }

  func deallocate(_ blocks: [UnsafeMutableRawBufferPointer]) {
    for block in blocks { block.deallocate() }
    network.pointee.lstm.deallocate()
    network.deallocate()
  }
}
