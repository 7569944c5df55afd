extension Dataset {
  /// Leaves out what cannot be learnt from: digital silence, the same sound under two emotions or twice, clips of under a step.
  package mutating func leaveOutDoubtful(_ store: FeatureStore) {
    let entries = clips.map { ($0, store.entry($0.path)) }
    let least = 2 * store.configuration.stackedFrames  // so that one step is left after up to three frames are skipped
    let silent = entries.filter { $0.1.peak < Self.silencePeak }.map(\.0.key)
    let short = entries.filter { $0.1.peak >= Self.silencePeak && $0.1.frames < least }.map(\.0.key)
    var (contradicting, repeated): ([String], [String]) = ([], [])
    let sounding = entries.filter { $0.1.peak >= Self.silencePeak }
    for group in Dictionary(grouping: sounding, by: \.1.sound).values where group.count > 1 {
      let keys = group.map(\.0.key).sorted()
      if Set(group.map(\.0.emotion)).count > 1 { contradicting += keys } else { repeated += keys.dropFirst() }
    }
    leaveOut(Set(silent), because: "digital silence")
    leaveOut(Set(short), because: "too short")
    leaveOut(Set(contradicting), because: "same audio under another label")
    leaveOut(Set(repeated), because: "same audio twice")
  }

  /// −90 dB of full scale: nothing but a converter's last bit.
  private static let silencePeak: Float = 3.2e-5
}
