/// The corpora that the lab knows.
package enum CorpusName: String, CaseIterable, Codable, Sendable, Comparable {
  case cremad, ravdess, savee, tess, emodb, voxforge
  /// Somebody's own list of clips.
  case own

  /// Those that the shipped models and the protocols are about; Config/splits.csv divides their speakers.
  package static let studied: [CorpusName] = [.cremad, .ravdess, .savee, .tess]
  package var isInSplits: Bool { Self.studied.contains(self) }

  /// What its actors were asked for: CREMA-D has neither calm nor surprise, only RAVDESS has calm.
  package var emotions: [Emotion] {
    switch self {
    case .cremad, .emodb: [.neutral, .happy, .sad, .angry, .fear, .disgust]
    case .savee, .tess: Emotion.allCases.filter { $0 != .calm }
    case .ravdess, .voxforge, .own: Emotion.allCases
    }
  }

  /// Clips and speakers that the corpus has when it is whole; RAVDESS's speech alone. nil where there is no such number. EmoDB's 454 are
  /// 535 without boredom.
  package var whole: (clips: Int, speakers: Int)? {
    switch self {
    case .cremad: (7442, 91)
    case .ravdess: (1440, 24)
    case .savee: (480, 4)
    case .tess: (2800, 2)
    case .emodb: (454, 10)
    case .voxforge, .own: nil
    }
  }

  /// The audio's terms, as the corpus's page states them.
  package var licence: String {
    switch self {
    case .cremad: "ODbL 1.0 / DbCL 1.0"
    case .ravdess: "CC BY-NC-SA 4.0"
    case .savee: "restricted, research use"
    case .tess: "CC BY-NC-ND 4.0"
    case .emodb: "free, for research"
    case .voxforge: "GPL 3"
    case .own: "its owner's"
    }
  }

  /// Whether its terms rule out commercial use.
  package var isForResearchOnly: Bool { ![.cremad, .voxforge, .own].contains(self) }

  package static func < (left: CorpusName, right: CorpusName) -> Bool { left.rawValue < right.rawValue }
}
