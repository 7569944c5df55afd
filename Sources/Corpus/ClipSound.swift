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

  /// Clips that can be neither learnt from nor tested with, by the reason: what is to be said of each, by its key.
  package static func doubtful(_ sounds: [ClipSound]) -> [(reason: String, details: [String: String])] {
    let sounding = sounds.filter { $0.peak >= silencePeak }
    let silent = sounds.filter { $0.peak < silencePeak }.map { ($0.clip.key, "no sample above −90 dB of full scale") }
    let short = sounding.filter { !$0.isLongEnough }.map { ($0.clip.key, "under two steps of 40 ms") }
    var (contradicting, repeated): ([String: String], [String: String]) = ([:], [:])
    for group in Dictionary(grouping: sounding, by: \.sound).values where group.count > 1 {
      let clips = group.map(\.clip).sorted { $0.key < $1.key }
      if Set(clips.map(\.emotion)).count > 1 {
        for clip in clips { contradicting[clip.key] = "as " + clips.filter { $0 != clip }.map(\.key).joined(separator: ", ") }
      } else {
        for clip in clips.dropFirst() { repeated[clip.key] = "as \(clips[0].key)" }
      }
    }
    return [
      ("digital silence", Dictionary(uniqueKeysWithValues: silent)), ("too short", Dictionary(uniqueKeysWithValues: short)),
      ("same audio under another label", contradicting), ("same audio twice", repeated),
    ]
  }
}
