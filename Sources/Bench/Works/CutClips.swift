internal import Corpus
internal import Foundation
internal import Spectrum

/// Clips for a training that shall only be timed: pieces of one recording, labelled in turn.
enum CutClips {
  static let count = 24
  static let seconds = 3
  /// Sound that an epoch goes through: four updates of the default plan, 64 lanes of 3 s.
  static let epochSeconds = 4 * 64 * 3.0

  /// - Parameter samples: [samples], 16 kHz.
  /// - Throws: `BenchError` when they are shorter than a clip.
  static func material(from samples: [Float]) throws -> StreamMaterial {
    guard samples.count >= seconds * 16_000 else { throw BenchError("a training wants a recording of \(seconds) s; name one with --input") }
    let folder = FileManager.default.temporaryDirectory.appending(path: "undertone-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let length = seconds * 16_000
    for clip in 0..<count {
      let first = clip * (samples.count - length) / (count - 1)
      let name = "1001_T\(String(format: "%02d", clip))_\(["ANG", "SAD", "HAP", "NEU"][clip % 4])_XX.wav"
      try sunAudio(samples[first..<first + length]).write(to: folder.appending(path: name))
    }
    let clips = try Dataset(at: [folder.path], speakers: try SpeakerTable.embedded()).clips
    let store = try FeatureStore(paths: clips.map(\.path), configuration: FeatureConfiguration(), cacheFolder: nil, threads: 1)
    func material(_ recipe: StreamRecipe) -> StreamMaterial {
      StreamMaterial(clips: clips, store: store, noise: NoiseBank([], store: store), recipe: recipe)
    }
    var recipe = StreamRecipe()
    recipe.passes = ["cremad": 1]
    let once = material(recipe)
    let secondsOnce = Double(once.stepsAnEpoch) * once.configuration.stepSeconds
    recipe.passes = ["cremad": Float((epochSeconds / secondsOnce).rounded(.up))]
    return material(recipe)
  }

  /// An AU file (a 24-byte header) of 16-bit samples.
  private static func sunAudio(_ samples: ArraySlice<Float>) -> Data {
    var data = Data(".snd".utf8)
    for word in [24, samples.count * 2, 3, 16_000, 1] { withUnsafeBytes(of: UInt32(word).bigEndian) { data.append(contentsOf: $0) } }
    for sample in samples {
      withUnsafeBytes(of: Int16((sample * 32767).rounded()).bigEndian) { data.append(contentsOf: $0) }
    }
    return data
  }
}
