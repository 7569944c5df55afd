import Foundation

/// The clips of some folders and lists, and what is odd about them.
package struct Dataset: Sendable {
  package internal(set) var clips: [Clip] = []
  package internal(set) var findings: [Finding] = []

  /// Reads each place: a folder with a `manifest.csv`, one with corpora in their original layouts at any depth, or somebody's own list of
  /// clips, a file of comma-separated values.
  /// - Throws: `CorpusError` when a place is missing or holds nothing that we know.
  package init(at places: [String], speakers: SpeakerTable) throws(CorpusError) {
    for place in places {
      let before = clips.count
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else {
        throw CorpusError("there is no \(place); expected a folder of clips, or a list of them (a CSV file)")
      }
      let manifest = place + "/manifest.csv"
      if !isFolder.boolValue {
        try readOwnList(place)
      } else if FileManager.default.fileExists(atPath: manifest) {
        try readManifest(manifest, in: place)
      } else {
        readLayouts(in: place, speakers)
      }
      guard clips.count > before else {
        throw CorpusError(
          "\(place) holds no clip: expected a manifest.csv, a list with path, emotion and speaker, or RAVDESS, CREMA-D, SAVEE, TESS, "
            + "EmoDB or VoxForge in their own layout")
      }
    }
    dropRepeatedNames()
    dropNoted()
    divideSpeakers()
    try checkOwnSplits()
  }

  /// Reason → how many files are left out.
  package var leftOut: [String: Int] {
    findings.filter(\.isLeftOut).reduce(into: [:]) { $0[$1.reason, default: 0] += 1 }
  }

  /// Takes out the clips with these keys.
  /// - Parameter details: what is to be said of each, by its key.
  mutating func leaveOut(_ details: [String: String], because reason: String) {
    for clip in clips {
      guard let detail = details[clip.key] else { continue }
      findings.append(Finding(reason, clip.path, detail, corpus: clip.corpus))
    }
    clips.removeAll { details[$0.key] != nil }
  }

  /// RAVDESS and TESS are often unpacked with a second copy of themselves inside, and CREMA-D comes as MP3, too: the first one stays that
  /// was not coded with losses.
  private mutating func dropRepeatedNames() {
    let isLossy = { (clip: Clip) in ["mp3", "ogg", "opus"].contains(URL(filePath: clip.path).pathExtension.lowercased()) }
    var best: [String: Clip] = [:]
    for clip in clips {
      if let other = best[clip.key], !isLossy(other) || isLossy(clip) { continue }
      best[clip.key] = clip
    }
    var (kept, names): ([Clip], Set<String>) = ([], [])
    for clip in clips {
      if let other = best[clip.key], other.path != clip.path || !names.insert(clip.key).inserted {
        findings.append(Finding(Finding.copy, clip.path, "as \(other.path)", corpus: clip.corpus))
      } else {
        kept.append(clip)
      }
    }
    clips = kept
  }

  private mutating func dropNoted() {
    for clip in clips where !clip.note.isEmpty {
      findings.append(Finding(clip.note, clip.path, "its list says so", corpus: clip.corpus))
    }
    clips.removeAll { !$0.note.isEmpty }
  }

  /// Corpora that Config/splits.csv knows nothing of, where no list says it either: of the speakers in an order that depends on their names
  /// alone, the first, the sixth, the eleventh … are for testing. A single speaker is trained on.
  private mutating func divideSpeakers() {
    for (_, own) in Dictionary(grouping: clips.filter { $0.split == .undecided }, by: \.corpus) {
      let speakers = Set(own.map(\.speaker)).map { (name: $0, hash: [UInt8]($0.utf8).withUnsafeBytes { ContentHash.of($0) }) }
      let order = speakers.sorted { ($0.hash, $0.name) < ($1.hash, $1.name) }.map(\.name)
      let tested = order.count > 1 ? Set(stride(from: 0, to: order.count, by: 5).map { order[$0] }) : []
      for index in clips.indices where clips[index].corpus == own[0].corpus && clips[index].split == .undecided {
        clips[index].split = tested.contains(clips[index].speaker) ? .dev : .train
      }
    }
  }
}
