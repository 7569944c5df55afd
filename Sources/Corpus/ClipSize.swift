/// How long a clip is and how it was recorded, as its file says.
package struct ClipSize: Sendable, Equatable {
  package var clip: Clip
  package var seconds: Double
  package var rateHz: Int
  package var channels: Int

  package init(clip: Clip, seconds: Double, rateHz: Int, channels: Int) {
    self.clip = clip
    self.seconds = seconds
    self.rateHz = rateHz
    self.channels = channels
  }

  /// - Precondition: `store` was made for the clip.
  package init(_ clip: Clip, _ store: FeatureStore) {
    let entry = store.entry(clip.path)
    self.init(
      clip: clip, seconds: Double(entry.samples) / Double(store.configuration.sampleRateHz), rateHz: entry.rateHz,
      channels: entry.channels)
  }
}
