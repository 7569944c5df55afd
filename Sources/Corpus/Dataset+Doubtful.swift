import Foundation

extension Dataset {
  /// Leaves out what cannot be learnt from: missing and damaged files, digital silence, the same sound under two emotions or twice, clips
  /// of under two steps.
  package mutating func leaveOutDoubtful(_ store: FeatureStore) {
    let bad = clips.compactMap { clip in store.damaged[clip.path].map { (clip: clip, why: $0) } }
    let isThere = Dictionary(grouping: bad) { FileManager.default.fileExists(atPath: $0.clip.path) }
    for (reason, bad) in [(Finding.missing, isThere[false] ?? []), ("damaged", isThere[true] ?? [])] {
      leaveOut(Dictionary(uniqueKeysWithValues: bad.map { ($0.clip.key, $0.why) }), because: reason)
    }
    for (reason, details) in ClipSound.doubtful(clips.map { ClipSound($0, store) }) { leaveOut(details, because: reason) }
  }

  /// Notes what is odd about clips that can be used all the same: another rate or other channels than the corpus's other clips, a file that
  /// is not what its name says, a length that its list does not tell.
  package mutating func noteOddities(_ store: FeatureStore) {
    let usual = Dictionary(grouping: clips, by: \.corpus).mapValues { own in
      let entries = own.map { store.entry($0.path) }
      return (rate: Self.mostFrequent(entries.map(\.rateHz)), channels: Self.mostFrequent(entries.map(\.channels)))
    }
    for clip in clips {
      let entry = store.entry(clip.path)
      func note(_ reason: String, _ detail: String) {
        findings.append(Finding(reason, clip.path, detail, corpus: clip.corpus, isLeftOut: false))
      }
      if let rate = usual[clip.corpus]?.rate, entry.rateHz != rate {
        note("unlike the rest in rate", "\(entry.rateHz) Hz, the rest \(rate) Hz")
      }
      if let channels = usual[clip.corpus]?.channels, entry.channels != channels {
        note("unlike the rest in channels", "\(entry.channels), the rest \(channels)")
      }
      if let other = Self.contradiction(ofName: clip.path, format: entry.format) { note("not what the name says", other) }
      let folder = URL(filePath: clip.path).deletingLastPathComponent().lastPathComponent
      if let other = FileNameLayout.disagreement(clip, folder: folder) { note("not what the folder says", other) }
      let seconds = Double(entry.samples) / Double(store.configuration.sampleRateHz)
      if let stated = clip.statedSeconds, abs(stated - seconds) > 0.1 + 0.02 * seconds {
        note("not as long as its list says", String(format: "%.2f s, the list says %.2f s", seconds, stated))
      }
    }
  }

  private static func mostFrequent(_ numbers: [Int]) -> Int? {
    Dictionary(grouping: numbers) { $0 }.max { ($0.value.count, $0.key) < ($1.value.count, $1.key) }?.key
  }

  /// Containers by the endings that files of them have.
  private static let containers: [String: Set<String>] = [
    "wav": ["WAV", "WAVEX", "RF64", "W64"], "flac": ["FLAC"], "ogg": ["OGG"], "opus": ["OGG"], "aif": ["AIFF"], "aiff": ["AIFF"],
    "mp3": ["MPEG", "MP3"],
  ]

  /// What a file is, when its ending says something else.
  static func contradiction(ofName path: String, format: String) -> String? {
    let ending = URL(filePath: path).pathExtension.lowercased()
    let container = format.split(separator: "/").first.map(String.init) ?? format
    guard let expected = containers[ending], !expected.contains(container) else { return nil }
    return "\(format) in a file named .\(ending)"
  }
}
