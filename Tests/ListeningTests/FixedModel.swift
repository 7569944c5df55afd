import Foundation
import Model
import Network
import Spectrum
import TestSupport

/// A network whose weights are all zero, so that its heads say their biases whatever it hears.
enum FixedModel {
  static func make(speech: Float, angry: Float = 4) throws -> Model {
    let folder = try TemporaryFolder()
    var features = FeatureConfiguration()
    features.bandCount = 10
    let network = NetworkConfiguration(features: 40, hidden: 16, layers: 1)
    let metadata = ModelMetadata(
      name: "fixed", version: "0", features: features, network: network,
      statistics: BandStatistics(mean: Array(repeating: 0, count: 10), deviation: Array(repeating: 1, count: 10)), licence: "none",
      corpora: [], split: "none", seed: 0, command: "")
    let biases: [String: [Float]] = [
      "emotion.bias": [0, 0, 0, 0, angry, 0, 0, 0], "speech.bias": [speech], "decay.bias": [4], "gender.bias": [1, 0],
    ]
    let tensors = network.tensorShapes.map { name, shape in
      Tensor(name: name, shape: shape, values: biases[name] ?? Array(repeating: 0, count: shape.reduce(1, *)))
    }
    try Model.save(metadata, tensors: tensors, to: folder.path("m.safetensors"))
    return try withExtendedLifetime(folder) { try Model(path: folder.path("m.safetensors")) }
  }
}
