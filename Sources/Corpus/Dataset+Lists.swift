import Foundation

extension Dataset {
  /// `manifest.csv`: clips of known corpora in any folder.
  mutating func readManifest(_ path: String, in folder: String) throws(CorpusError) {
    let columns = ["path", "corpus", "speaker", "gender", "emotion", "split", "note"]
    for row in try Self.table(path, columns).rows {
      guard let corpus = CorpusName(rawValue: row["corpus"]), corpus != .own, let emotion = Emotion(name: row["emotion"]),
        let split = Split(rawValue: row["split"])
      else {
        throw CorpusError(
          "\(path), line \(row.line), \(row["path"]): corpus \(row["corpus"]), emotion \(row["emotion"]), split \(row["split"])")
      }
      let stem = URL(filePath: row["path"]).deletingPathExtension().lastPathComponent
      clips.append(
        Clip(
          key: "\(corpus.rawValue)/\(stem)", path: "\(folder)/\(row["path"])", corpus: corpus, speaker: row["speaker"],
          gender: Gender(name: row["gender"]), emotion: emotion, split: split, fold: Int(row["fold"]),
          note: row["note"], age: Int(row["age"]), intensity: row["intensity"], votes: Self.votes(row["votes"]),
          statedSeconds: Double(row["seconds"])))
    }
  }

  /// Somebody's own clips: the columns path (seen from the list's folder), emotion and speaker, and if wanted gender, age, split and note.
  ///
  /// An emotion may be called as other corpora call it (`Emotion.init(anyName:)`); without one a clip teaches gender and speech alone.
  mutating func readOwnList(_ path: String) throws(CorpusError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    var own: [Clip] = []
    for row in try Self.table(path, ["path", "emotion", "speaker"]).rows {
      func fail(_ what: String) -> CorpusError { CorpusError("\(path), line \(row.line): \(what)") }
      guard !row["path"].isEmpty, !row["speaker"].isEmpty else { throw fail("each clip needs a path and a speaker") }
      let emotion = Emotion(anyName: row["emotion"])
      guard emotion != nil || row["emotion"].isEmpty else {
        throw fail("emotion \"\(row["emotion"])\"; known: \(Emotion.allCases.map { "\($0)" }.joined(separator: ", "))")
      }
      let gender = Gender(anyName: row["gender"])
      guard gender != nil || row["gender"].isEmpty else { throw fail("gender \"\(row["gender"])\"; expected female, male or nothing") }
      let split: Split? = row["split"].isEmpty ? .undecided : [.train, .dev].first { $0.rawValue == row["split"] }
      guard let split else { throw fail("split \"\(row["split"])\"; expected train, dev or nothing") }
      let file = row["path"].hasPrefix("/") ? row["path"] : "\(folder)/\(row["path"])"
      own.append(
        Clip(
          key: "own/\(row["path"])", path: file, corpus: .own, speaker: "own-\(row["speaker"])", gender: gender, emotion: emotion,
          split: split, note: row["note"], age: Int(row["age"])))
    }
    // Where the list divides its speakers itself, one of whom it says nothing is trained on.
    if own.contains(where: { $0.split != .undecided }) {
      for index in own.indices where own[index].split == .undecided { own[index].split = .train }
    }
    try Self.checkSplits(own, of: path)
    let emotions = Emotion.allCases.filter { emotion in own.contains { $0.emotion == emotion } }
    for index in own.indices { own[index].choices = emotions }
    clips += own
  }

  /// - Throws: `CorpusError` naming a speaker on both sides: the test would flatter.
  private static func checkSplits(_ clips: [Clip], of path: String) throws(CorpusError) {
    for (speaker, own) in Dictionary(grouping: clips, by: \.speaker).sorted(by: { $0.key < $1.key })
    where Set(own.map(\.split)).count > 1 {
      throw CorpusError("\(path): clips of \(speaker.dropFirst(4)) stand in different splits; a speaker belongs to one")
    }
  }

  private static func table(_ path: String, _ columns: [String]) throws(CorpusError) -> CommaTable {
    guard let data = FileManager.default.contents(atPath: path) else { throw CorpusError("cannot read \(path)") }
    return try CommaTable(String(decoding: data, as: UTF8.self), name: path, columns: columns)
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
}
