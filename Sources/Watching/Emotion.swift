/// An emotion as the view names it.
struct Emotion {
  let name: String
  /// In the strip.
  let letter: Unicode.Scalar
  let ink: Ink

  /// In the order of the events' `probabilities`.
  static let all = [
    ("neutral", "n"), ("calm", "c"), ("happy", "h"), ("sad", "s"), ("angry", "a"), ("fear", "f"), ("disgust", "d"), ("surprise", "u"),
  ].map { (name: String, letter: Unicode.Scalar) in Emotion(name: name, letter: letter, ink: .emotion(name)) }

  /// In the strip, for an answer that names no emotion.
  static func sign(reason: String?) -> Unicode.Scalar {
    switch reason {
    case "silence": "."
    case "uncertain": "?"
    case "warming-up": "-"
    default: "!"
    }
  }
}
