import Foundation

/// How wide text gets, and where it breaks, before gnuplot sees it.
///
/// Widths are DejaVu Sans's, the widest of the fonts that `sans-serif` usually stands for, so that what fits here fits with the others.
enum Lettering {
  /// CSS pixels; every figure and width has the same.
  static let size = 12.0
  static let titleSize = 13.0
  static let smallSize = 10.0
  static let lineHeight = 16.0

  /// In CSS pixels.
  static func width(_ text: String, size: Double = size, isBold: Bool = false) -> Double {
    text.unicodeScalars.reduce(0) { $0 + em($1) } * size * (isBold ? 1.15 : 1)
  }

  /// In em: the widest letter of a class, as DejaVuSans.ttf says; bold ones are about 15 % wider.
  private static func em(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "'": 0.28
    case " ", ".", ",", ":", ";", "I", "·", "|": 0.34
    case "f", "t", "r", "(", ")", "[", "]", "-", "!", "/", "\\": 0.41
    case "m", "M", "W", "@", "%", "…", "—": 1
    case "w", "+", "−", "<", ">", "=", "±", "≥", "≤", "→", "↓", "^", "~", "#", "G", "O", "Q", "N", "D", "H", "U", "&": 0.84
    case "A"..."Z": 0.7
    case "\u{2e80}"...: 1
    default: 0.64
    }
  }

  /// Lines no wider than `limit`: broken at spaces, and inside a word that is wider than a line.
  static func lines(_ text: String, within limit: Double, size: Double = size, isBold: Bool = false) -> [String] {
    var lines: [String] = []
    for word in printable(text).split(separator: " ").flatMap({ pieces(String($0), within: limit, size: size, isBold: isBold) }) {
      let longer = (lines.last ?? "") + " " + word
      if let last = lines.indices.last, width(longer, size: size, isBold: isBold) <= limit {
        lines[last] = longer
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  private static func pieces(_ word: String, within limit: Double, size: Double, isBold: Bool) -> [String] {
    var pieces = [""]
    for letter in word {
      let last = pieces.count - 1
      if !pieces[last].isEmpty, width(pieces[last] + String(letter), size: size, isBold: isBold) > limit {
        pieces.append(String(letter))
      } else {
        pieces[last].append(letter)
      }
    }
    return pieces
  }

  /// The text, or as much of it as fits with an ellipsis.
  static func shortened(_ text: String, within limit: Double, size: Double = size, isBold: Bool = false) -> String {
    var text = printable(text)
    guard width(text, size: size, isBold: isBold) > limit else { return text }
    while !text.isEmpty, width(text + "…", size: size, isBold: isBold) > limit { text.removeLast() }
    return text + "…"
  }

  /// One line: line ends and other control characters, which neither a label nor XML can hold, become spaces.
  static func printable(_ text: String) -> String {
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isDrawable = scalar.properties.generalCategory != .control && scalar.value & 0xfffe != 0xfffe
      // Fonts of coloured pictures, which hold most of what lies beyond, tear PNGs apart.
      line.append(!isDrawable ? " " : scalar.value > 0xffff ? "\u{25a1}" : scalar)
    }
    return String(line)
  }

  /// A fixed number of decimals, with a real minus sign.
  static func number(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    let isZero = !text.contains { "123456789".contains($0) }
    guard text.hasPrefix("-") else { return text }
    return (isZero ? "" : "−") + text.dropFirst()
  }
}
