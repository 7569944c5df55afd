import Foundation
import Model
import Network
import Spectrum
import Testing

@testable import Corpus
@testable import Evaluation

/// The trial on made-up clips and a network of random numbers: what is reset, and what is not.
@Suite struct StreamTrialTests {
  private let folder: String
  private let clips: [Clip]
  private let model: Model

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var clips: [Clip] = []
    for index in 0..<4 {
      let path = "\(folder)/\(index).au"
      try Self.writeNoise(path, seed: UInt64(index))
      clips.append(
        Clip(
          key: "cremad/\(index)", path: path, corpus: .cremad, speaker: "s", gender: .male, emotion: .sad, split: .dev))
    }
    self.clips = clips
    model = try Self.randomModel(folder + "/model.safetensors")
  }

  private static func writeNoise(_ path: String, seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    var data = Data(".snd".utf8)
    for word in [24, 16_000, 3, 16_000, 1] {
      withUnsafeBytes(of: UInt32(word).bigEndian) { data.append(contentsOf: $0) }
    }
    for _ in 0..<8_000 {
      withUnsafeBytes(of: Int16(3000 * max(-5, min(5, random.normal()))).bigEndian) { data.append(contentsOf: $0) }
    }
    try data.write(to: URL(filePath: path))
  }

  private static func randomModel(_ path: String) throws -> Model {
    let network = NetworkConfiguration(features: 256, hidden: 16)
    var random = RandomSource(seed: 9)
    let tensors = network.tensorShapes.map { name, shape in
      Tensor(name: name, shape: shape, values: (0..<shape.reduce(1, *)).map { _ in 0.3 * random.normal() })
    }
    let metadata = ModelMetadata(
      name: "random", version: "0", features: FeatureConfiguration(), network: network,
      statistics: BandStatistics(mean: [Float](repeating: -8, count: 64), deviation: [Float](repeating: 3, count: 64)),
      licence: "none", corpora: [], split: "none", seed: 9, command: "test")
    try Model.save(metadata, tensors: tensors, to: path)
    return try Model(path: path)
  }

  @Test func clipByClipEveryClipIsAsTheFirst() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let all = try StreamTrial(clips: clips, background: [], seed: 1, threads: 2).clipByClip(model, threads: 2)
    #expect(all.count == 4)
    for clip in clips {
      let alone = try StreamTrial(clips: [clip], background: [], seed: 1, threads: 1).clipByClip(model, threads: 1)
      #expect(all.first { $0.clip == clip }?.logits == alone[0].logits)
    }
  }

  @Test func theStreamRemembersAndItsSeedOrdersIt() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trial = try StreamTrial(clips: clips, background: [], seed: 2, threads: 1)
    let (stream, again) = (try trial.stream(model), try trial.stream(model))
    #expect(stream.map(\.clip) == again.map(\.clip))
    #expect(stream.map(\.logits) == again.map(\.logits))
    let single = try trial.clipByClip(model, threads: 1)
    for estimate in stream { #expect(single.first { $0.clip == estimate.clip }?.logits != estimate.logits) }
    let other = try StreamTrial(clips: clips, background: [0.1, -0.1, 0.2], seed: 3, threads: 1).stream(model)
    #expect(other.map(\.logits) != stream.map(\.logits))
  }
}
