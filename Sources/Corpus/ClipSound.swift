/// What tells a doubtful clip from a good one.
package struct ClipSound: Sendable {
  package var clip: Clip
  /// Largest magnitude of a sample.
  package var peak: Float
  /// Whether it holds two steps of the network, so that one is left after up to three frames are skipped.
  package var isLongEnough: Bool
  /// Hash of the decoded samples.
  package var sound: UInt64

  /// - Parameter samples: of the clip, at 16 kHz.
  package init(_ clip: Clip, samples: [Float]) {
    self.clip = clip
    peak = samples.reduce(0) { max($0, abs($1)) }
    isLongEnough = samples.count >= Self.leastSamples
    sound = samples.withUnsafeBytes { ContentHash.of($0) }
  }

  init(_ clip: Clip, _ store: FeatureStore) {
    let entry = store.entry(clip.path)
    self.clip = clip
    peak = entry.peak
    isLongEnough = entry.frames >= 2 * store.configuration.stackedFrames
    sound = entry.sound
  }

  /// Eight frames of 25 ms every 10 ms.
  private static let leastSamples = 7 * 160 + 400
  /// −90 dB of full scale: nothing but a converter's last bit.
  private static let silencePeak: Float = 3.2e-5

  /// Keys of clips that can be neither learnt from nor tested with, by the reason.
  package static func doubtful(_ sounds: [ClipSound]) -> [(reason: String, keys: Set<String>)] {
    let sounding = sounds.filter { $0.peak >= silencePeak }
    let silent = sounds.filter { $0.peak < silencePeak }.map(\.clip.key)
    let short = sounding.filter { !$0.isLongEnough }.map(\.clip.key)
    var (contradicting, repeated): ([String], [String]) = ([], [])
    for group in Dictionary(grouping: sounding, by: \.sound).values where group.count > 1 {
      let keys = group.map(\.clip.key).sorted()
      if Set(group.map(\.clip.emotion)).count > 1 { contradicting += keys } else { repeated += keys.dropFirst() }
    }
    return [
      ("digital silence", Set(silent)), ("too short", Set(short)),
      ("same audio under another label", Set(contradicting)), ("same audio twice", Set(repeated)),
    ]
  }
}
