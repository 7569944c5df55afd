import Foundation
import Network
import Spectrum

@testable import Model

/// A model's description, behind the checksum: the input is the JSON text; the tensors that its network asks for are made here, and the
/// text is given their SHA-256, so that features, network and weights are built by whatever numbers it holds.
enum ModelTarget {
  /// Parameters of the largest network that tensors are made for; a real file must hold them, so its size is the bound.
  private static let mostParameters = 200_000

  static func run(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    var text = String(decoding: bytes, as: UTF8.self)
    var file = TensorFile(metadata: [:], tensors: [])
    if let metadata = try? JSONDecoder().decode(ModelMetadata.self, from: Data(text.utf8)) {
      file.tensors = tensors(metadata.network)
      if !metadata.sha256.isEmpty {
        let sum = file.payload.withUnsafeBytes { Checksum.sha256($0) }
        text = text.replacing(metadata.sha256, with: sum)
      }
    }
    file.metadata[Model.metadataKey] = text
    guard let model = try? file.encoded().withUnsafeBytes({ try Model(bytes: $0) }) else { return 0 }
    hear(model)
    return 0
  }

  private static func tensors(_ network: NetworkConfiguration) -> [Tensor] {
    let sizes = [network.features, network.hidden, network.layers, network.emotions, network.genders]
    guard sizes.allSatisfy({ (0...65536).contains($0) }), network.layers <= 16, network.parameterCount <= mostParameters else { return [] }
    return network.tensorShapes.map { name, shape in
      let count = shape.reduce(1, *)
      return Tensor(name: name, shape: shape, values: (0..<count).map { Float($0 % 7) / 10 - 0.3 })
    }
  }

  /// Whatever model was let in runs: a second of sound gives finite numbers.
  private static func hear(_ model: Model) {
    guard var path = try? FeaturePath(model.metadata.features, model.metadata.statistics) else {
      fatalError("a model was let in whose features cannot be computed")
    }
    var state = State(model.metadata.network)
    let samples = (0..<4000).map { Float($0 * 7919 % 1000) / 500 - 1 }
    var offset = 0
    while path.nextStep(of: samples.span, from: &offset) {
      let output = path.features().withSpan { model.weights.step($0, state: &state) }
      let probabilities = Posterior.emotion(output.emotion, temperature: model.metadata.temperature)
      check(abs(probabilities.sum() - 1) < 1e-3, "probabilities \(probabilities)")
      if !output.isFiniteValue() { state.reset() }
    }
    _ = try? model.metadata.json(pretty: true)
  }
}

extension UnsafeBufferPointer<Float> {
  fileprivate func withSpan<Result>(_ body: (Span<Float>) -> Result) -> Result { body(Span(_unsafeElements: self)) }
}
