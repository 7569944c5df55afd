/// The network's numbers, packed once for the step's kernels, and shared by all streams.
///
public final class Weights: @unchecked Sendable {
  public let configuration: NetworkConfiguration
  public let precision: Precision
  /// What steps are made with.
  public let packed: PackedNetwork
  // SAFETY: written when made, only read afterwards, freed with this object.
  /// Every block of memory that the numbers lie in, each a whole number of 64-bit words.
  let blocks: [UnsafeMutableRawBufferPointer]
  /// Of the weights as they were made.
  private let checksum: UInt64

  /// - Parameters:
  ///   - tensors: as `NetworkConfiguration.tensorShapes` lists them, in any order; others are ignored.
  ///   - precision: what the matrices are multiplied in; tensors that were int8 in their file are exactly so again.
  /// - Throws: `NetworkError` naming the first tensor that is missing, there twice, misshapen or not finite.
  public init(_ configuration: NetworkConfiguration, tensors: [Tensor], precision: Precision = .float) throws(NetworkError) {
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
    self.configuration = configuration
    self.precision = precision
    let (packed, blocks) = PackedNetwork.make(configuration, precision) { named[$0]?.values ?? [] }
    (self.packed, self.blocks) = (packed, blocks)
    checksum = Self.checksum(blocks)
  }

  deinit {
    packed.deallocate(blocks)
  }

  /// Whether the weights are, bit for bit, what they were when they were made: memory may flip a bit in months.
  /// - Complexity: one read of all weights, 0.6 ms for 4.5 MB; for a thread that has time.
  public func areIntact() -> Bool {
    Self.checksum(blocks) == checksum
  }

  /// Bytes of all packed numbers.
  package var byteCount: Int { blocks.reduce(0) { $0 + $1.count } }

  /// Any single flipped bit changes it, and so does an exchange of two words.
  ///
  ///     a ← a + word, b ← b + a   (Fletcher, IEEE Trans. Communications 30(1), 1982, with 64-bit words)
  private static func checksum(_ blocks: [UnsafeMutableRawBufferPointer]) -> UInt64 {
    var (plain, ordered): (UInt64, UInt64) = (0, 0)
    for block in blocks {
      for word in block.bindMemory(to: UInt64.self) {
        plain &+= word
        ordered &+= plain
      }
    }
    return plain ^ ordered.byteSwapped
  }
}
