import Foundation
import Model
import Network
import Spectrum
import TestSupport

@testable import Corpus
@testable import Evaluation

/// Made-up clips, estimates, sounds and models.
enum Made {
  static func clip(
    _ emotion: Emotion, _ corpus: CorpusName = .cremad, speaker: String = "s", gender: Gender? = .female, key: String = "",
    split: Split = .dev, fold: Int? = nil, age: Int? = nil, intensity: String = "", votes: [Int] = []
  ) -> Clip {
    Clip(
      key: key, path: "", corpus: corpus, speaker: speaker, gender: gender, emotion: emotion, split: split, fold: fold, age: age,
      intensity: intensity, votes: votes)
  }

  /// An estimate whose answer is `answer`, one of eight with the probability `confidence` at the temperature 1; gender: female.
  static func estimate(_ clip: Clip, says answer: Emotion, confidence: Float = 0.5) -> Estimate {
    var logits = SIMD8<Float>(repeating: 0)
    logits[answer.rawValue] = log(7 * confidence / (1 - confidence))
    return Estimate(clip: clip, logits: logits, gender: SIMD2(1, 0))
  }

  static func estimate(
    _ truth: Emotion, says answer: Emotion, speaker: String = "s", corpus: CorpusName = .cremad, confidence: Float = 0.5
  ) -> Estimate {
    estimate(clip(truth, corpus, speaker: speaker), says: answer, confidence: confidence)
  }

  static func noise(_ count: Int, seed: UInt64, level: Float = 0.1) -> [Float] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in level * random.normal() }
  }

  /// A network of random numbers: every input changes what it says.
  static func randomModel(_ change: (inout ModelMetadata) -> Void = { _ in }) throws -> Model {
    var random = RandomSource(seed: 9)
    return try model(change) { _, count in (0..<count).map { _ in 0.3 * random.normal() } }
  }

  /// A network whose heads say their biases whatever it hears.
  static func fixedModel(speech: Float, angry: Float) throws -> Model {
    let biases: [String: [Float]] = ["emotion.bias": [0, 0, 0, 0, angry, 0, 0, 0], "speech.bias": [speech], "decay.bias": [4]]
    return try model { name, count in biases[name] ?? Array(repeating: 0, count: count) }
  }

  private static func model(
    _ change: (inout ModelMetadata) -> Void = { _ in }, _ values: (String, Int) -> [Float]
  ) throws -> Model {
    let network = NetworkConfiguration(features: 256, hidden: 16)
    let tensors = network.tensorShapes.map { name, shape in
      Tensor(name: name, shape: shape, values: values(name, shape.reduce(1, *)))
    }
    var metadata = ModelMetadata(
      name: "made", version: "0", features: FeatureConfiguration(), network: network,
      statistics: BandStatistics(mean: [Float](repeating: -8, count: 64), deviation: [Float](repeating: 3, count: 64)),
      licence: "none", corpora: [], split: "none", seed: 9, command: "test")
    change(&metadata)
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) {
      try Model.save(metadata, tensors: tensors, to: folder.path("m.safetensors"))
      return try Model(path: folder.path("m.safetensors"))
    }
  }
}

/// Whether a figure is there and as expected.
func isNear(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance
}
