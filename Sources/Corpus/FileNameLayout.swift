import Foundation

/// Reads what a clip's file name says, in the four corpora's own layouts.
///
///     RAVDESS  Actor_07/03-01-05-02-01-01-07.wav     CREMA-D  AudioWAV/1001_DFA_ANG_XX.wav
///     SAVEE    DC/a01.wav or DC_a01.wav              TESS     OAF_angry/OAF_back_angry.wav ("ps" is surprise)
enum FileNameLayout {
  /// What a name says; nil for a name of no corpus.
  enum Reading: Equatable {
    case clip(corpus: CorpusName, speaker: String, gender: Gender?, emotion: Emotion)
    /// A recording of a corpus that is no spoken clip: a song, a video.
    case other(String)
  }

  static func read(stem: String, folder: String) -> Reading? {
    ravdess(stem) ?? cremad(stem) ?? tess(stem) ?? savee(stem, folder: folder)
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
    return .clip(corpus: .ravdess, speaker: "ravdess-\(fields[6])", gender: gender, emotion: emotion)
  }

  private static func cremad(_ stem: String) -> Reading? {
    let emotions: [Substring: Emotion] = [
      "ANG": .angry, "DIS": .disgust, "FEA": .fear, "HAP": .happy, "NEU": .neutral, "SAD": .sad,
    ]
    let fields = stem.split(separator: "_")
    guard fields.count >= 3, fields[0].count == 4, Int(fields[0]) != nil, let emotion = emotions[fields[2]] else {
      return nil
    }
    return .clip(corpus: .cremad, speaker: "cremad-\(fields[0])", gender: nil, emotion: emotion)
  }

  /// One file of the original is named OA_bite_neutral.
  private static func tess(_ stem: String) -> Reading? {
    let fields = stem.split(separator: "_").map { $0.lowercased() }
    guard fields.count >= 3, let speaker = ["oaf": "OAF", "oa": "OAF", "yaf": "YAF"][fields[0]] else { return nil }
    let last = fields[fields.count - 1]
    let surprise = last == "ps" || last.hasPrefix("surprise")
    guard let emotion = surprise ? .surprise : Emotion(name: last), emotion != .calm else { return nil }
    return .clip(corpus: .tess, speaker: "tess-\(speaker)", gender: .female, emotion: emotion)
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
    return .clip(corpus: .savee, speaker: "savee-\(speaker)", gender: .male, emotion: emotion)
  }
}
