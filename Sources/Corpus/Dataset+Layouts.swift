import Foundation

extension Dataset {
  private static let extensions: Set<String> = ["wav", "opus", "flac", "ogg", "aif", "aiff", "mp3"]

  /// The corpora as they are distributed, known by their file names or, VoxForge, by its folders.
  mutating func readLayouts(in folder: String, _ speakers: SpeakerTable) {
    let people = Self.demographics(in: folder)
    var talkers: [String: VoxForgeTalker?] = [:]
    for relative in Self.files(under: folder) {
      let url = URL(filePath: folder + "/" + relative)
      guard Self.extensions.contains(url.pathExtension.lowercased()) else { continue }
      let parent = url.deletingLastPathComponent()
      let stem = url.deletingPathExtension().lastPathComponent
      if VoxForgeTalker.audioFolders.contains(parent.lastPathComponent) {
        let submission = parent.deletingLastPathComponent()
        let talker = talkers[submission.path] ?? VoxForgeTalker(submission: submission)
        talkers[submission.path] = .some(talker)
        if let talker {
          clips.append(
            Clip(
              key: "voxforge/\(submission.lastPathComponent)/\(stem)", path: url.path, corpus: .voxforge, speaker: talker.speaker,
              gender: talker.gender, emotion: nil, split: .undecided))
          continue
        }
      }
      switch FileNameLayout.read(stem: stem, folder: parent.lastPathComponent) {
      case nil: findings.append(Finding("name of no known corpus", url.path))
      case .other(let what): findings.append(Finding(what, url.path))
      case .clip(let read):
        // SAVEE's own layout has the same names in each speaker's folder.
        let name = read.corpus == .savee && !stem.contains("_") ? "\(read.speaker.dropFirst(6))_\(stem)" : stem
        let person = speakers.rows[read.speaker]
        clips.append(
          Clip(
            key: "\(read.corpus.rawValue)/\(name)", path: url.path, corpus: read.corpus, speaker: read.speaker,
            gender: read.gender ?? person?.gender ?? people[read.speaker]?.gender, emotion: read.emotion,
            split: read.corpus.isInSplits ? speakers.split(of: read.speaker) : .undecided, fold: person?.fold,
            age: read.age ?? people[read.speaker]?.age))
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
}
