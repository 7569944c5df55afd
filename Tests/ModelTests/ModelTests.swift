import Foundation
import Network
import Spectrum
import TestSupport
import Testing

@testable import Model

@Suite struct ModelTests {
  @Test func theEmbeddedModelRuns() throws {
    let model = try Model.embedded()
    #expect(model.metadata.labels == ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"])
    #expect(model.metadata.genders == ["female", "male"])
    #expect(model.metadata.sha256.count == 64)
    #expect(model.metadata.network == model.weights.configuration)
    #expect(model.metadata.features.featureCount == model.metadata.network.features)
    var state = State(model.metadata.network)
    let features = [Float](repeating: 0.5, count: model.metadata.network.features)
    let output = model.weights.step(features.span, state: &state)
    #expect((0..<8).allSatisfy { output.emotion[$0].isFinite })
    #expect((0...1).contains(output.speech) && (0...1).contains(output.keep) && output.weight > 0)
  }

  @Test func comesBackAsItWas() throws {
    let file = try ModelFile()
    let model = try Model(path: file.path)
    var metadata = model.metadata
    #expect(metadata.sha256.count == 64)
    metadata.sha256 = ""
    #expect(metadata == ModelFile.metadata)
    // The same answer as the tensors themselves give.
    let direct = try Weights(ModelFile.metadata.network, tensors: ModelFile.tensors)
    var first = State(ModelFile.metadata.network)
    var second = State(ModelFile.metadata.network)
    let features = (0..<40).map { Float($0) / 20 - 1 }
    #expect(model.weights.step(features.span, state: &first).emotion == direct.step(features.span, state: &second).emotion)
  }

  /// PyTorch's file has no description: refused, unless one is lent.
  @Test func aFileWithoutDescriptionNeedsOne() throws {
    let path = Fixture.path("network.safetensors")
    let error = #expect(throws: ModelError.self) { _ = try Model(path: path) }
    let text = try #require(error).description
    #expect(text.hasPrefix(path) && text.contains("it has no metadata \"undertone\", so it is not a model of Undertone"))
    let model = try Model(path: path, configurationFrom: ModelFile.metadata)
    #expect(model.metadata.name == "small" && model.metadata.sha256.count == 64)
  }

  @Test(arguments: [0, 1, 1000]) func aChangedNumberIsNoticed(byte: Int) throws {
    let file = try ModelFile()
    var data = try Data(contentsOf: URL(filePath: file.path))
    let header = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    data[8 + header + byte] ^= 1
    try data.write(to: URL(filePath: file.path))
    let refusal = file.refusal()
    #expect(refusal.hasPrefix(file.path) && refusal.contains("its SHA-256 is"))
    #expect(refusal.contains("the file is damaged, copy it again"))
  }

  @Test func everyKeyOfTheDescriptionIsNeeded() throws {
    let keys = [
      "format", "name", "version", "labels", "genders", "features", "network", "statistics", "temperature", "licence", "corpora",
      "split", "seed", "command", "scores", "sha256",
    ]
    for key in keys {
      let file = try ModelFile()
      try file.describe { $0[key] = nil }
      #expect(file.refusal().contains("its description lacks \"\(key)\""))
    }
  }

  @Test func labelsInAnotherOrderAreRefused() throws {
    let file = try ModelFile()
    try file.describe { $0["labels"] = ["calm", "neutral", "happy", "sad", "angry", "fear", "disgust", "surprise"] }
    #expect(file.refusal().contains("its labels are [\"calm\", \"neutral\""))
    let other = try ModelFile()
    try other.describe { $0["genders"] = ["male", "female"] }
    #expect(other.refusal().contains("expected"))
  }

  @Test func numbersThatCannotBeAreRefused() throws {
    func refusal(_ change: (inout [String: Any]) -> Void) throws -> String {
      let file = try ModelFile()
      try file.describe(change)
      return file.refusal()
    }
    #expect(try refusal { $0["format"] = 2 }.contains("its description has format 2, this program reads 1"))
    #expect(try refusal { $0["temperature"] = 0 }.contains("its temperature is 0.0, expected 0.01 to 100"))
    #expect(try refusal { $0["temperature"] = -1 }.contains("its temperature is -1.0"))
    #expect(try refusal { $0["seed"] = "seven" }.contains("its description cannot be read"))
    #expect(try refusal { $0["statistics"] = ["mean": [0], "deviation": [1]] }.contains("1 means and 1 deviations for 10 bands"))
  }

  @Test func aDescriptionThatIsNoJSONIsRefused() throws {
    let file = try ModelFile()
    try TensorFile(metadata: [Model.metadataKey: "{\"name\":"], tensors: ModelFile.tensors).write(to: file.path)
    #expect(file.refusal().contains("its description cannot be read"))
  }

  @Test func featuresThatTheNetworkDoesNotTakeAreRefused() throws {
    let file = try ModelFile()
    var metadata = ModelFile.metadata
    metadata.features.stackedFrames = 5
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("its steps are 800 samples long"))
    metadata = ModelFile.metadata
    metadata.network.features = 44
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("its network takes 44 features, its feature path gives 40"))
    metadata = ModelFile.metadata
    metadata.network.hidden = 64
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("expected [64, 40]"))
    metadata = ModelFile.metadata
    metadata.features = FeatureConfiguration(.waveform)
    metadata.statistics = .unchanged(bandCount: 160)
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("its network takes 40 features, its feature path gives 640"))
    metadata = ModelFile.metadata
    metadata.features.frontEnd = .spectrum
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("10 bands of a spectrum with 257 bins"))
    metadata = ModelFile.metadata
    metadata.features.fftLength = 514
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(file.refusal().contains("FFT length 514"))
  }

  @Test func aFileFromBeforeFrontEndsIsOfLogmel() throws {
    let file = try ModelFile()
    try file.describe { object in
      var features = object["features"] as? [String: Any] ?? [:]
      features["frontEnd"] = nil
      object["features"] = features
    }
    #expect(try Model(path: file.path).metadata.features == ModelFile.metadata.features)
    try file.describe { object in
      var features = object["features"] as? [String: Any] ?? [:]
      features["frontEnd"] = "cepstra"
      object["features"] = features
    }
    #expect(file.refusal().contains("its description cannot be read at features.frontEnd"))
  }

  @Test func filesThatAreNoModelsAreRefused() throws {
    let folder = try TemporaryFolder()
    for (name, content) in [("empty", ""), ("text", "hello, this is no model file"), ("short", "abc")] {
      let path = try folder.write(content, to: name)
      let error = #expect(throws: ModelError.self) { _ = try Model(path: path) }
      #expect(try #require(error).description.hasPrefix("\(path): not a safetensors file"))
    }
    let missing = folder.path("missing")
    let error = #expect(throws: ModelError.self) { _ = try Model(path: missing) }
    #expect(try #require(error).description == "cannot read the model \(missing): no such file")
    #expect(throws: ModelError.self) { _ = try Model(path: folder.url.path) }
  }

  /// Whole or not at all, and nothing else is left in the folder.
  @Test func savingIsAtomic() throws {
    let file = try ModelFile()
    #expect(try file.folder.contents() == ["a.safetensors"])
    var metadata = ModelFile.metadata
    metadata.name = "second"
    try Model.save(metadata, tensors: ModelFile.tensors, to: file.path)
    #expect(try Model(path: file.path).metadata.name == "second")
    #expect(try file.folder.contents() == ["a.safetensors"])
    let nowhere = file.folder.path("missing/folder/b.safetensors")
    let error = #expect(throws: ModelError.self) { try Model.save(metadata, tensors: ModelFile.tensors, to: nowhere) }
    #expect(try #require(error).description.contains("cannot write \(nowhere)"))
    // A folder stands where the file should: it stays, and no temporary file does.
    let taken = file.folder.path("taken")
    try FileManager.default.createDirectory(atPath: taken, withIntermediateDirectories: false)
    _ = try Data("x".utf8).write(to: URL(filePath: taken + "/keep"))
    #expect(throws: ModelError.self) { try Model.save(metadata, tensors: ModelFile.tensors, to: taken) }
    #expect(try file.folder.contents() == ["a.safetensors", "taken"])
  }
}
