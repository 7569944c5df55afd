import Foundation

/// Who read a VoxForge submission, as its `etc/README` says.
///
///     anna-20080613-xqz/etc/README     "Gender: Female"; in some languages' parts the word is theirs
///     anna-20080613-xqz/wav/a0001.wav  or flac/a0001.flac
///
/// The folder is USER-DATE-CODE: submissions of one user are one speaker; each anonymous one may be anybody.
struct VoxForgeTalker {
  static let audioFolders: Set<String> = ["wav", "flac"]

  let speaker: String
  let gender: Gender?

  /// - Returns: nil for a folder that is no submission.
  init?(submission: URL) {
    let path = submission.appending(path: "etc/README").path
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    let folder = submission.lastPathComponent
    let user = folder.split(separator: "-").first.map(String.init) ?? folder
    let isNobody = user.lowercased().hasPrefix("anonym")
    speaker = "voxforge-\(isNobody ? folder : user)"
    // Older submissions are not in UTF-8.
    gender = Self.gender(in: String(data: data, encoding: .utf8) ?? String(data: data, encoding: .isoLatin1) ?? "")
  }

  /// What stands behind "Gender:"; nil for "Please Select" and the like.
  static func gender(in text: String) -> Gender? {
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let key = parts[0].trimmingCharacters(in: .whitespaces).lowercased()
      guard ["gender", "geschlecht", "sexo", "sexe", "genere", "geslacht"].contains(key) else { continue }
      let word = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t[];."))
      return Gender(anyName: word)
    }
    return nil
  }
}
