/// What colours say. Nothing is said by colour alone.
///
/// The emotions have the hues of the pictures (`Pictures.Palette`, checked for dichromats and for contrast on light and dark), as the
/// nearest of the 256 colours of a terminal; with sixteen they are the terminal's own.
enum Ink: UInt8, CaseIterable {
  /// The terminal's text colour.
  case text
  case faint
  case meter
  case warning
  case neutral, calm, happy, sad, angry, fear, disgust, surprise

  static func emotion(_ name: String) -> Ink {
    switch name {
    case "neutral": .neutral
    case "calm": .calm
    case "happy": .happy
    case "sad": .sad
    case "angry": .angry
    case "fear": .fear
    case "disgust": .disgust
    case "surprise": .surprise
    default: .text
    }
  }

  /// Parameters of "select graphic rendition".
  func parameters(_ depth: ColourDepth) -> String? {
    switch depth {
    case .none: self == .faint ? "2" : nil
    case .sixteen: sixteen
    case .many: many.map { "38;5;\($0)" }
    }
  }

  private var sixteen: String? {
    switch self {
    case .text, .neutral: nil
    case .faint: "2"
    case .meter, .calm: "36"
    case .warning, .angry: "31"
    case .happy: "33"
    case .sad: "34"
    case .fear: "35"
    case .disgust: "32"
    case .surprise: "95"
    }
  }

  private var many: Int? {
    switch self {
    case .text: nil
    case .faint: 244
    case .meter: 31
    case .warning: 160
    case .neutral: 242
    case .calm: 33
    case .happy: 202
    case .sad: 25
    case .angry: 161
    case .fear: 97
    case .disgust: 29
    case .surprise: 94
    }
  }
}

/// How many colours a terminal shows.
enum ColourDepth: Equatable {
  case none, sixteen, many
}

/// How a cell is drawn.
struct Style: Equatable {
  var ink = Ink.text
  var isBold = false
  /// Ink and background are exchanged: the text is then as legible as the ink is on that background.
  var isReversed = false

  static let text = Style()
  static let faint = Style(ink: .faint)
  static let bold = Style(isBold: true)
  static let reversed = Style(isBold: true, isReversed: true)
  static let warning = Style(ink: .warning, isBold: true)
  static let alarm = Style(ink: .warning, isBold: true, isReversed: true)
}
