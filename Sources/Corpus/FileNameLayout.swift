import Foundation

/// Reads what a clip's file name says, in the corpora's own layouts.
///
///     RAVDESS  Actor_07/03-01-05-02-01-01-07.wav     CREMA-D  AudioWAV/1001_DFA_ANG_XX.wav
///     SAVEE    DC/a01.wav or DC_a01.wav              TESS     OAF_angry/OAF_back_angry.wav ("ps" is surprise)
///     EmoDB    wav/03a01Fa.wav: speaker, text, emotion in German, version
enum FileNameLayout {
  /// What a name says; nil for a name of no corpus.
  enum Reading: Equatable {
    case clip(NamedClip)
    /// A recording of a corpus that is no spoken clip: a song, a video.
    case other(String)
  }

  struct NamedClip: Equatable {
    var corpus: CorpusName
    var speaker: String
    var gender: Gender?
    var emotion: Emotion
    var age: Int?
  }

  static func read(stem: String, folder: String) -> Reading? {
    ravdess(stem) ?? cremad(stem) ?? tess(stem) ?? emodb(stem) ?? savee(stem, folder: folder)
  }

  /// What a folder's name says of the clips in it, where it says something: the reading of a clip there must agree.
  /// - Returns: why `clip` cannot stand in `folder`; nil when it can.
  static func disagreement(_ clip: Clip, folder: String) -> String? {
    let words = folder.lowercased().split(separator: "_")
    switch clip.corpus {
    case .ravdess where words.count == 2 && words[0] == "actor" && words[1].allSatisfy(\.isNumber):
      return clip.speaker == "ravdess-\(words[1])" ? nil : "stands in \(folder), its name says actor \(clip.speaker.dropFirst(8))"
    case .tess where words.count >= 2 && ["oaf", "yaf"].contains(words[0]):
      let emotion = words.contains { $0.hasPrefix("surprise") } ? .surprise : words.last.flatMap { Emotion(anyName: $0) }
      let isSame = clip.speaker == "tess-\(words[0].uppercased())" && (emotion == nil || emotion == clip.emotion)
      return isSame ? nil : "stands in \(folder)"
    case .savee where ["dc", "je", "jk", "kl"].contains(words.first):
      return clip.speaker == "savee-\(folder.uppercased())" ? nil : "stands in \(folder)"
    default: return nil
    }
  }

  /// modality-channel-emotion-intensity-statement-repetition-actor; odd actors are men.
  private static func ravdess(_ stem: String) -> Reading? {
    let fields = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard fields.count == 7, fields.allSatisfy({ $0.count == 2 }) else { return nil }
    let numbers = fields.compactMap { Int($0) }
    guard numbers.count == 7, let emotion = Emotion(rawValue: numbers[2] - 1) else { return nil }
    guard numbers[0] == 3 else { return .other("RAVDESS video") }
    guard numbers[1] == 1 else { return .other("RAVDESS song") }
    let gender: Gender = numbers[6] % 2 == 1 ? .male : .female
    return .clip(NamedClip(corpus: .ravdess, speaker: "ravdess-\(fields[6])", gender: gender, emotion: emotion))
  }

  private static func cremad(_ stem: String) -> Reading? {
    let emotions: [Substring: Emotion] = [
      "ANG": .angry, "DIS": .disgust, "FEA": .fear, "HAP": .happy, "NEU": .neutral, "SAD": .sad,
    ]
    let fields = stem.split(separator: "_")
    guard fields.count >= 3, fields[0].count == 4, Int(fields[0]) != nil, let emotion = emotions[fields[2]] else {
      return nil
    }
    return .clip(NamedClip(corpus: .cremad, speaker: "cremad-\(fields[0])", emotion: emotion))
  }

  /// One file of the original is named OA_bite_neutral.
  private static func tess(_ stem: String) -> Reading? {
    let fields = stem.split(separator: "_").map { $0.lowercased() }
    guard fields.count >= 3, let speaker = ["oaf": "OAF", "oa": "OAF", "yaf": "YAF"][fields[0]] else { return nil }
    let last = fields[fields.count - 1]
    let surprise = last == "ps" || last.hasPrefix("surprise")
    guard let emotion = surprise ? .surprise : Emotion(name: last), emotion != .calm else { return nil }
    return .clip(NamedClip(corpus: .tess, speaker: "tess-\(speaker)", gender: .female, emotion: emotion))
  }

  private static func savee(_ stem: String, folder: String) -> Reading? {
    let emotions: [String: Emotion] = [
      "a": .angry, "d": .disgust, "f": .fear, "h": .happy, "n": .neutral, "sa": .sad, "su": .surprise,
    ]
    let speakers = ["DC", "JE", "JK", "KL"]
    let fields = stem.split(separator: "_").map(String.init)
    let (speaker, sentence) = fields.count == 2 ? (fields[0], fields[1]) : (folder, stem)
    let letters = sentence.prefix { $0.isLetter }.lowercased()
    let digits = sentence.dropFirst(letters.count)
    guard speakers.contains(speaker), digits.count == 2, Int(digits) != nil, let emotion = emotions[letters] else {
      return nil
    }
    return .clip(NamedClip(corpus: .savee, speaker: "savee-\(speaker)", gender: .male, emotion: emotion))
  }

  /// Ten speakers, 03 to 16. Source: Burkhardt et al., "A database of German emotional speech", Interspeech 2005.
  private static func emodb(_ stem: String) -> Reading? {
    let emotions: [Character: Emotion] = ["W": .angry, "E": .disgust, "A": .fear, "F": .happy, "T": .sad, "N": .neutral]
    let ages = [
      "03": 31, "08": 34, "09": 21, "10": 32, "11": 26, "12": 30, "13": 32, "14": 35, "15": 25, "16": 31,
    ]
    let letters = Array(stem)
    guard letters.count == 7, let age = ages[String(letters[0..<2])], "ab".contains(letters[2]), letters[3].isNumber,
      letters[4].isNumber, letters[6].isLetter
    else { return nil }
    if letters[5] == "L" { return .other("EmoDB boredom, which is none of the eight emotions") }
    guard let emotion = emotions[letters[5]] else { return nil }
    let speaker = String(letters[0..<2])
    let gender: Gender = ["08", "09", "13", "14", "16"].contains(speaker) ? .female : .male
    return .clip(NamedClip(corpus: .emodb, speaker: "emodb-\(speaker)", gender: gender, emotion: emotion, age: age))
  }
}
