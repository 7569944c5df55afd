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
    var names = OwnNames(clips)
    for row in try Self.table(path, ["path", "emotion", "speaker"]).rows {
      func fail(_ what: String) -> CorpusError { CorpusError("\(path), line \(row.line): \(what)") }
      guard !row["path"].isEmpty, !row["speaker"].isEmpty else { throw fail("each clip needs a path and a speaker") }
      let emotion = Emotion(anyName: row["emotion"])
      guard emotion != nil || row["emotion"].isEmpty else {
        throw fail("emotion \"\(row["emotion"])\"; known: \(Emotion.allCases.map { "\($0)" }.joined(separator: ", "))")
      }
      let gender = Gender(anyName: row["gender"])
      guard gender != nil || row["gender"].isEmpty else { throw fail("gender \"\(row["gender"])\"; expected female, male or nothing") }
      guard row["age"].isEmpty || Int(row["age"]) != nil else { throw fail("age \"\(row["age"])\"; expected years, or nothing") }
      let split: Split? = row["split"].isEmpty ? .undecided : [.train, .dev].first { $0.rawValue == row["split"] }
      guard let split else { throw fail("split \"\(row["split"])\"; expected train, dev or nothing") }
      let file = URL(filePath: row["path"].hasPrefix("/") ? row["path"] : "\(folder)/\(row["path"])").standardized.path
      if let before = names.emotions[file], before != emotion {
        throw fail("\(row["path"]) was listed before, with another emotion")
      }
      own.append(
        Clip(
          key: names.key(of: file, emotion), path: file, corpus: .own, speaker: "own-\(row["speaker"])", gender: gender, emotion: emotion,
          split: split, note: row["note"], age: Int(row["age"])))
    }
    // Where the list divides its speakers itself, one of whom it says nothing is trained on.
    if own.contains(where: { $0.split != .undecided }) {
      for index in own.indices where own[index].split == .undecided { own[index].split = .train }
    }
    let emotions = Emotion.allCases.filter { emotion in own.contains { $0.emotion == emotion } }
    // Of one alone there is nothing to choose: then an answer may be any.
    if emotions.count > 1 { for index in own.indices { own[index].choices = emotions } }
    clips += own
  }

  /// - Throws: `CorpusError` naming a speaker of the lists who is on both sides: the test would flatter.
  func checkOwnSplits() throws(CorpusError) {
    for (speaker, own) in Dictionary(grouping: clips.filter { $0.corpus == .own }, by: \.speaker).sorted(by: { $0.key < $1.key })
    where Set(own.map(\.split)).count > 1 {
      throw CorpusError("clips of \(speaker.dropFirst(4)) stand in different splits of the lists; a speaker belongs to one")
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

/// Names of listed files: folder and file, told apart where several lists have the same.
private struct OwnNames {
  /// By path.
  private(set) var emotions: [String: Emotion?] = [:]
  /// Key → path.
  private var paths: [String: String] = [:]

  init(_ clips: [Clip]) {
    for clip in clips where clip.corpus == .own {
      emotions[clip.path] = .some(clip.emotion)
      paths[clip.key] = clip.path
    }
  }

  /// The same for the same file. Where it lies beyond its folder is nobody's business.
  mutating func key(of path: String, _ emotion: Emotion?) -> String {
    let parts = URL(filePath: path).deletingPathExtension().pathComponents.suffix(2).joined(separator: "/")
    var (key, number) = ("own/\(parts)", 2)
    while let other = paths[key], other != path {
      key = "own/\(parts) (\(number))"
      number += 1
    }
    emotions[path] = .some(emotion)
    paths[key] = path
    return key
  }
}
