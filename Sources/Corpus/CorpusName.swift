/// The corpora that the lab knows.
package enum CorpusName: String, CaseIterable, Codable, Sendable, Comparable {
  case cremad, ravdess, savee, tess

  /// What its actors were asked for: CREMA-D has neither calm nor surprise, only RAVDESS has calm.
  package var emotions: [Emotion] {
    switch self {
    case .cremad: [.neutral, .happy, .sad, .angry, .fear, .disgust]
    case .ravdess: Emotion.allCases
    case .savee, .tess: Emotion.allCases.filter { $0 != .calm }
    }
  }

  /// The audio's terms, as the corpus's page states them.
  package var licence: String {
    switch self {
    case .cremad: "ODbL 1.0 / DbCL 1.0"
    case .ravdess: "CC BY-NC-SA 4.0"
    case .savee: "restricted, research use"
    case .tess: "CC BY-NC-ND 4.0"
    }
  }

  package static func < (left: CorpusName, right: CorpusName) -> Bool { left.rawValue < right.rawValue }
}
