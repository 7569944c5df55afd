internal import EmbeddedModel
public import Network
internal import Spectrum

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A model file, checked and ready to run: its description and its weights.
public struct Model: Sendable {
  public let metadata: ModelMetadata
  public let weights: Weights
  /// The file that it came from; nil: it was inside the program.
  private let path: String?

  /// The key of the safetensors file's `__metadata__` that holds the description.
  public static let metadataKey = "undertone"

  /// A hundred times the models that we make.
  static let longestFile = 256 << 20

  /// The model inside the program.
  /// - Throws: `ModelError` when the build put a damaged file in.
  public static func embedded(precision: Precision = .float) throws(ModelError) -> Model {
    let bytes = UnsafeRawBufferPointer(start: embedded_model_bytes(), count: embedded_model_count())
    defer { embedded_model_release() }
    do {
      return try Model(bytes: bytes, precision: precision)
    } catch {
      throw ModelError("the model inside this program cannot be used: \(error); name another with --model FILE")
    }
  }

  /// Writes the file that is inside the program to `path`, whole or not at all.
  /// - Throws: `ModelError` when the folder is missing or not writable.
  public static func saveEmbedded(to path: String) throws(ModelError) {
    let bytes = UnsafeRawBufferPointer(start: embedded_model_bytes(), count: embedded_model_count())
    defer { embedded_model_release() }
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw ModelError("cannot write \(path): \(error)")
    }
  }

  /// - Parameters:
  ///   - precision: what its matrices are multiplied in.
  ///   - configurationFrom: a model whose description serves when `path` has none (weights that PyTorch wrote); for tests and the lab.
  /// - Throws: `ModelError` naming the file and what is wrong with it.
  public init(path: String, precision: Precision = .float, configurationFrom: ModelMetadata? = nil) throws(ModelError) {
    do {
      let data = try WholeFile.read(path, most: Self.longestFile)
      self = try data.withUnsafeBytes {
        try Model(bytes: $0, path: path, precision: precision, configurationFrom: configurationFrom)
      }
    } catch let refusal as WholeFile.Refusal {
      throw ModelError("cannot read the model \(path): \(refusal.reason)")
    } catch {
      throw ModelError("\(path): \(error)")
    }
  }

  /// The same model in another precision.
  /// - Throws: `ModelError` as `again`.
  package func with(_ precision: Precision) throws(ModelError) -> Model {
    precision == weights.precision ? self : try again(precision)
  }

  /// The same model once more, from where it came: for weights that were damaged in memory.
  /// - Throws: `ModelError` when it is not there any more, or is another one now.
  public func again() throws(ModelError) -> Model { try again(weights.precision) }

  private func again(_ precision: Precision) throws(ModelError) -> Model {
    let model =
      if let path { try Model(path: path, precision: precision, configurationFrom: metadata) } else {
        try Self.embedded(precision: precision)
      }
    guard model.metadata.sha256 == metadata.sha256 else {
      throw ModelError("\(path ?? "the program") holds another model now: SHA-256 \(model.metadata.sha256), not \(metadata.sha256)")
    }
    return model
  }

  init(
    bytes: UnsafeRawBufferPointer, path: String? = nil, precision: Precision = .float, configurationFrom: ModelMetadata? = nil
  ) throws {
    self.path = path
    let sum = Checksum.sha256(try TensorFile.payload(of: bytes))
    let file = try TensorFile(bytes: bytes)
    if let description = file.metadata[Self.metadataKey] {
      metadata = try Self.decode(description)
      guard metadata.sha256 == sum else {
        throw ModelError("its SHA-256 is \(sum), its description says \(metadata.sha256): the file is damaged, copy it again")
      }
    } else if var borrowed = configurationFrom {
      borrowed.sha256 = sum
      metadata = borrowed
    } else {
      throw ModelError("it has no metadata \"\(Self.metadataKey)\", so it is not a model of Undertone; undertone-lab train makes one")
    }
    // Numbers first, before anything is as large as they say.
    try metadata.features.validate()
    try metadata.network.validate()
    guard metadata.features.stepLength == 640, metadata.features.firstStepEnd == 880 else {
      let (length, first) = (metadata.features.stepLength, metadata.features.firstStepEnd)
      throw ModelError("its steps are \(length) samples long and the first ends at \(first); this program counts in 640 and 880")
    }
    guard metadata.network.features == metadata.features.featureCount else {
      throw ModelError("its network takes \(metadata.network.features) features, its feature path gives \(metadata.features.featureCount)")
    }
    // Built once here, so that a description that cannot be computed is refused with the file, not later.
    _ = try FeaturePath(metadata.features, metadata.statistics)
    weights = try Weights(metadata.network, tensors: file.tensors, precision: precision)
  }

  private static func decode(_ description: String) throws -> ModelMetadata {
    if let key = Array(description.utf8).withUnsafeBytes({ JSONKeys.repeated(in: $0) }) {
      throw ModelError("its description holds \"\(key)\" twice: the file is damaged")
    }
    let metadata: ModelMetadata
    do {
      metadata = try JSONDecoder().decode(ModelMetadata.self, from: Data(description.utf8))
    } catch let DecodingError.keyNotFound(key, _) {
      throw ModelError("its description lacks \"\(key.stringValue)\"; it was made by another version of undertone-lab")
    } catch let DecodingError.dataCorrupted(context) {
      throw unreadable(context)
    } catch let DecodingError.typeMismatch(_, context) {
      throw unreadable(context)
    } catch let DecodingError.valueNotFound(_, context) {
      throw unreadable(context)
    } catch {
      throw ModelError("its description cannot be read: \(error)")
    }
    guard metadata.format == ModelMetadata.currentFormat else {
      throw ModelError(
        "its description has format \(metadata.format), this program reads \(ModelMetadata.currentFormat); train it again or update")
    }
    guard metadata.labels == NetworkConfiguration.emotionLabels, metadata.genders == NetworkConfiguration.genderLabels else {
      throw ModelError(
        "its labels are \(metadata.labels) and \(metadata.genders), expected \(NetworkConfiguration.emotionLabels) and \(NetworkConfiguration.genderLabels)"
      )
    }
    guard (0.01...100).contains(metadata.temperature) else {
      throw ModelError("its temperature is \(metadata.temperature), expected 0.01 to 100")
    }
    return metadata
  }

  private static func unreadable(_ context: DecodingError.Context) -> ModelError {
    let place = context.codingPath.map(\.stringValue).joined(separator: ".")
    return ModelError("its description cannot be read\(place.isEmpty ? "" : " at \(place)"): \(context.debugDescription)")
  }

  /// Writes a model file whole or not at all.
  /// - Throws: `ModelError` when the folder is missing or not writable.
  public static func save(_ metadata: ModelMetadata, tensors: [Tensor], to path: String) throws(ModelError) {
    var file = TensorFile(metadata: [:], tensors: tensors)
    var metadata = metadata
    metadata.sha256 = file.payload.withUnsafeBytes { Checksum.sha256($0) }
    do {
      file.metadata[metadataKey] = try metadata.json(pretty: false)
      try file.write(to: path)
    } catch {
      throw ModelError("\(error)")
    }
  }
}

extension ModelMetadata {
  /// The description as JSON with sorted keys.
  public func json(pretty: Bool) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = pretty ? [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
