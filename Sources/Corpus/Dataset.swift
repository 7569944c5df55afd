import Foundation

/// The clips of some folders, and what was left out of them and why.
package struct Dataset: Sendable {
  package private(set) var clips: [Clip] = []
  /// Reason → how many files.
  package private(set) var leftOut: [String: Int] = [:]

  private static let extensions: Set<String> = ["wav", "opus", "flac", "ogg", "aif", "aiff", "mp3"]

  /// Reads folders with a `manifest.csv`, or with the corpora in their original layouts, at any depth.
  /// - Throws: `CorpusError` when a folder is missing or holds nothing that we know.
  package init(folders: [String], speakers: SpeakerTable) throws(CorpusError) {
    for folder in folders {
      let before = clips.count
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
        throw CorpusError("no folder \(folder)")
      }
      let list = folder + "/manifest.csv"
      if FileManager.default.fileExists(atPath: list) {
        try readManifest(list, in: folder)
      } else {
        readLayouts(in: folder, speakers)
      }
      guard clips.count > before else {
        throw CorpusError(
          "\(folder) holds no clip: expected a manifest.csv, or RAVDESS, CREMA-D, SAVEE or TESS in their own layout")
      }
    }
    dropRepeatedNames()
    dropNoted()
  }

  /// Takes out clips, counting them under `reason`.
  package mutating func leaveOut(_ keys: Set<String>, because reason: String) {
    let before = clips.count
    clips.removeAll { keys.contains($0.key) }
    if clips.count < before { leftOut[reason, default: 0] += before - clips.count }
  }

  private mutating func readManifest(_ path: String, in folder: String) throws(CorpusError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw CorpusError("cannot read \(path)") }
    let columns = ["path", "corpus", "speaker", "gender", "emotion", "split", "note"]
    let table = try CommaTable(String(decoding: data, as: UTF8.self), name: path, columns: columns)
    for row in table.rows {
      guard let corpus = CorpusName(rawValue: row["corpus"]), let emotion = Emotion(name: row["emotion"]),
        let split = Split(rawValue: row["split"])
      else {
        throw CorpusError(
          "\(path), \(row["path"]): corpus \(row["corpus"]), emotion \(row["emotion"]), split \(row["split"])")
      }
      let stem = URL(filePath: row["path"]).deletingPathExtension().lastPathComponent
      clips.append(
        Clip(
          key: "\(corpus.rawValue)/\(stem)", path: "\(folder)/\(row["path"])", corpus: corpus, speaker: row["speaker"],
          gender: Gender(name: row["gender"]), emotion: emotion, split: split, fold: Int(row["fold"]),
          note: row["note"], age: Int(row["age"]), intensity: row["intensity"], votes: Self.votes(row["votes"])))
    }
  }

  /// Reads `angry:6;disgust:2;…` as `[8]`; empty when nobody was asked.
  static func votes(_ text: String) -> [Int] {
    var votes: [Int] = []
    for part in text.split(separator: ";") {
      let pair = part.split(separator: ":")
      guard pair.count == 2, let emotion = Emotion(name: pair[0]), let count = Int(pair[1]) else { continue }
      if votes.isEmpty { votes = Array(repeating: 0, count: Emotion.allCases.count) }
      votes[emotion.rawValue] = count
    }
    return votes
  }

  private mutating func readLayouts(in folder: String, _ speakers: SpeakerTable) {
    let people = Self.demographics(in: folder)
    for relative in Self.files(under: folder) {
      let url = URL(filePath: folder + "/" + relative)
      guard Self.extensions.contains(url.pathExtension.lowercased()) else { continue }
      let stem = url.deletingPathExtension().lastPathComponent
      switch FileNameLayout.read(stem: stem, folder: url.deletingLastPathComponent().lastPathComponent) {
      case nil: leftOut["name of no known corpus", default: 0] += 1
      case .other(let what): leftOut[what, default: 0] += 1
      case .clip(let corpus, let speaker, let gender, let emotion):
        // SAVEE's own layout has the same names in each speaker's folder.
        let name = corpus == .savee && !stem.contains("_") ? "\(speaker.dropFirst(6))_\(stem)" : stem
        clips.append(
          Clip(
            key: "\(corpus.rawValue)/\(name)", path: url.path, corpus: corpus, speaker: speaker,
            gender: gender ?? speakers.rows[speaker]?.gender ?? people[speaker]?.gender, emotion: emotion,
            split: speakers.split(of: speaker), fold: speakers.rows[speaker]?.fold, age: people[speaker]?.age))
      }
    }
  }

  /// Paths of all visible files, sorted, so that a seed gives the same streams on every machine.
  private static func files(under folder: String) -> [String] {
    guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
    let paths = walk.compactMap { $0 as? String }
    return paths.filter { !$0.split(separator: "/").contains { $0.hasPrefix(".") } }.sorted()
  }

  /// CREMA-D names its speakers' sex and age in VideoDemographics.csv, beside the audio.
  private static func demographics(in folder: String) -> [String: (gender: Gender?, age: Int?)] {
    var people: [String: (gender: Gender?, age: Int?)] = [:]
    for relative in files(under: folder) where relative.hasSuffix("VideoDemographics.csv") {
      guard let data = FileManager.default.contents(atPath: folder + "/" + relative),
        let table = try? CommaTable(
          String(decoding: data, as: UTF8.self), name: relative, columns: ["ActorID", "Sex"])
      else { continue }
      for row in table.rows {
        people["cremad-" + row["ActorID"]] = (Gender(name: row["Sex"].lowercased()), Int(row["Age"]))
      }
    }
    return people
  }

  /// RAVDESS and TESS are often unpacked with a second copy of themselves inside.
  private mutating func dropRepeatedNames() {
    var seen: Set<String> = []
    let before = clips.count
    clips = clips.filter { seen.insert($0.key).inserted }
    if clips.count < before { leftOut["second copy of a clip", default: 0] += before - clips.count }
  }

  private mutating func dropNoted() {
    for clip in clips where !clip.note.isEmpty { leftOut[clip.note, default: 0] += 1 }
    clips.removeAll { !$0.note.isEmpty }
  }
}
