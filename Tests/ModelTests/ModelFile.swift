import Foundation
import Model
import Network
import Spectrum
import TestSupport

/// A small model file that PyTorch's golden network fills: F = 40 (four frames of ten bands), H = 48.
struct ModelFile {
  static let tensors: [Tensor] = (try? TensorFile(path: Fixture.path("network.safetensors")).tensors) ?? []

  static var metadata: ModelMetadata {
    var features = FeatureConfiguration()
    features.bandCount = 10
    return ModelMetadata(
      name: "small", version: "0.1.0", features: features, network: NetworkConfiguration(features: 40, hidden: 48, layers: 2),
      statistics: BandStatistics(mean: Array(repeating: -5, count: 10), deviation: Array(repeating: 2, count: 10)), licence: "open",
      corpora: [ModelMetadata.Corpus(name: "CREMA-D", licence: "ODbL", clips: 10, speakers: 2, hours: 0.5)], split: "dev", seed: 7,
      command: "train --seed 7", scores: ["dev.uar": 61.25])
  }

  let folder: TemporaryFolder
  var path: String { folder.path("a.safetensors") }

  init() throws {
    folder = try TemporaryFolder()
    try Model.save(Self.metadata, tensors: Self.tensors, to: path)
  }

  /// Writes the file again with another description, its checksum as it was.
  func describe(_ change: (inout [String: Any]) -> Void) throws {
    var file = try TensorFile(path: path)
    let text = file.metadata[Model.metadataKey] ?? ""
    var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    change(&object)
    file.metadata[Model.metadataKey] = String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    try file.write(to: path)
  }

  /// Why the file is refused; empty when it is not.
  func refusal() -> String {
    do {
      _ = try Model(path: path)
      return ""
    } catch {
      return error.description
    }
  }
}
