/// The shape of the network.
///
///     features [F] → affine [H] → layer norm → GELU → LSTM × layers [H] → heads: emotion, gender, speech, weight, decay
///
/// Sources: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997; Ba et al., arXiv 1607.06450.
public struct NetworkConfiguration: Codable, Equatable, Sendable {
  /// How the GELU after the input's layer norm is computed; the one form that the step and the trainer know.
  public enum Activation: String, Codable, Sendable {
    case geluTanh = "gelu_tanh"
  }

  /// Values of one step's features, F.
  public var features: Int
  /// Width of the affine layer and of each LSTM layer, H; a multiple of 16.
  public var hidden: Int
  public var layers: Int
  public var emotions: Int
  public var genders: Int
  public var activation: Activation

  public init(features: Int = 256, hidden: Int = 192, layers: Int = 2) {
    self.features = features
    self.hidden = hidden
    self.layers = layers
    emotions = Self.emotionLabels.count
    genders = Self.genderLabels.count
    activation = .geluTanh
  }

  /// The emotions in the order that every part of Undertone uses.
  public static let emotionLabels = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]
  /// The speaker's gender as the corpora give it.
  public static let genderLabels = ["female", "male"]

  /// Variance floor of the layer norm, as PyTorch's default.
  public static let layerNormEpsilon: Float = 1e-5
  /// The pooling weight is exp(x) with |x| up to this: no step can drown, or be drowned by, all others.
  public static let weightLimit: Float = 8
  /// What the pooled estimate's denominator starts with, so that the first step divides by something.
  public static let initialDenominator: Float = 1e-4

  /// Every tensor of the model file with its shape, in file order; names and shapes are PyTorch's.
  public var tensorShapes: [(name: String, shape: [Int])] {
    var shapes: [(name: String, shape: [Int])] = [
      ("input.0.weight", [hidden, features]), ("input.0.bias", [hidden]),
      ("input.1.weight", [hidden]), ("input.1.bias", [hidden]),
    ]
    for layer in 0..<layers {
      shapes += [
        ("lstm.weight_ih_l\(layer)", [4 * hidden, hidden]), ("lstm.weight_hh_l\(layer)", [4 * hidden, hidden]),
        ("lstm.bias_ih_l\(layer)", [4 * hidden]), ("lstm.bias_hh_l\(layer)", [4 * hidden]),
      ]
    }
    for (head, width) in [("emotion", emotions), ("gender", genders), ("speech", 1), ("weight", 1), ("decay", 1)] {
      shapes += [("\(head).weight", [width, hidden]), ("\(head).bias", [width])]
    }
    return shapes
  }

  /// The matrices that `Precision.int8` multiplies as int8.
  public var int8TensorNames: [String] {
    ["input.0.weight"] + (0..<layers).flatMap { ["lstm.weight_ih_l\($0)", "lstm.weight_hh_l\($0)"] }
  }

  /// How many numbers the network has to learn.
  public var parameterCount: Int {
    tensorShapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
  }

  /// - Throws: `NetworkError` when the step's kernels cannot run this shape.
  package func validate() throws(NetworkError) {
    guard hidden > 0, hidden % 16 == 0, hidden <= 4096 else {
      throw NetworkError("the network's hidden size is \(hidden); it must be a multiple of 16 from 16 to 4096")
    }
    guard features > 0, features <= 65536, (1...8).contains(layers) else {
      throw NetworkError("the network has \(features) features and \(layers) layers; expected 1 to 65536 and 1 to 8")
    }
    guard emotions == Self.emotionLabels.count, genders == Self.genderLabels.count else {
      throw NetworkError(
        "the network has \(emotions) emotions and \(genders) genders; this program knows \(Self.emotionLabels.count) and \(Self.genderLabels.count)"
      )
    }
  }
}
