import Foundation

/// The colours: neutral ones that change between light and dark, and those of emotions and series, which stand on both.
///
/// Emotions: found by a search near Okabe and Ito's colours for the largest least OKLab distance of any two, as trichromats see them and
/// as Machado et al. 2009 simulate the three dichromacies, with a contrast of at least 3 : 1 (WCAG 2.2, 1.4.11) on both backgrounds;
/// anger was then darkened a little by hand.
enum Palette {
  /// A colour in light surroundings, and what stands for it in dark ones.
  struct Neutral: Sendable {
    let light: RGB
    let dark: RGB
  }

  static let ground = Neutral(light: RGB(0xffffff), dark: RGB(0x0d1117))
  static let text = Neutral(light: RGB(0x1f2328), dark: RGB(0xe6edf3))
  static let muted = Neutral(light: RGB(0x59636e), dark: RGB(0xa3adb8))
  static let axis = Neutral(light: RGB(0x868f99), dark: RGB(0x768390))
  static let grid = Neutral(light: RGB(0xd9dfe5), dark: RGB(0x30363d))
  static let faint = Neutral(light: RGB(0xeff2f5), dark: RGB(0x1b222b))
  /// Text on a pale cell of a matrix: as black, or in the dark as white, as can be.
  static let cellText = Neutral(light: RGB(0x010101), dark: RGB(0xfefefe))
  static let neutrals = [text, muted, axis, grid, faint, cellText]

  /// Cells of a matrix: this colour, as opaque as the share, over the background.
  static let cell = RGB(0x00599c)
  static let white = RGB(0xffffff)

  private static let emotions: [String: RGB] = [
    "neutral": RGB(0x707070), "calm": RGB(0x1994f4), "happy": RGB(0xee6d15), "sad": RGB(0x1e669d),
    "angry": RGB(0xe8163b), "fear": RGB(0x9c72be), "disgust": RGB(0x269e72), "surprise": RGB(0x936a00),
  ]

  /// For corpora, models and the like.
  static let series = [
    RGB(0x0072b2), RGB(0xd55e00), RGB(0x009467), RGB(0xb3549a), RGB(0x8a7000), RGB(0x2c8fd6), RGB(0xd63d4b), RGB(0x6b7280),
  ]

  /// An emotion's own colour; one that is not known takes a series colour by its place.
  static func emotion(_ name: String, place: Int) -> RGB {
    emotions[name] ?? series[place % series.count]
  }

  /// gnuplot's `set palette`: viridis (van der Walt and Smith, 2015), every sixteenth of its range.
  static let viridis: String = {
    let anchors = [
      "440154", "481a6c", "472f7d", "414487", "39568c", "31688e", "2a788e", "23888e", "1f988b", "22a884", "35b779", "54c568", "7ad151",
      "a5db36", "d2e21b", "fde725",
    ]
    return "set palette defined (" + anchors.enumerated().map { "\($0.offset) '#\($0.element)'" }.joined(separator: ", ") + ")"
  }()
}

/// A colour of sRGB, eight bits a channel.
struct RGB: Equatable, Sendable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  /// - Parameter hex: `0xRRGGBB`.
  init(_ hex: UInt32) {
    (red, green, blue) = (UInt8(hex >> 16 & 255), UInt8(hex >> 8 & 255), UInt8(hex & 255))
  }

  /// `#rrggbb`
  var hex: String { "#" + channels.map { String(format: "%02x", $0) }.joined() }

  /// gnuplot's `#AARRGGBB`, in which AA = 0 is opaque.
  func hex(opacity: Double) -> String {
    String(format: "#%02x", UInt8(((1 - min(max(opacity, 0), 1)) * 255).rounded())) + hex.dropFirst()
  }

  /// 0 (black) … 1 (white).
  /// - Source: WCAG 2.2, "relative luminance".
  var luminance: Double {
    let linear = channels.map { channel in
      let value = Double(channel) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  /// 1 … 21.
  /// - Source: WCAG 2.2, "contrast ratio".
  func contrast(to other: RGB) -> Double {
    let (bright, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
    return (bright + 0.05) / (dark + 0.05)
  }

  /// This colour, as opaque as `opacity` says, over `ground`.
  func over(_ ground: RGB, opacity: Double) -> RGB {
    let mixed = zip(channels, ground.channels).map { UInt32((Double($0) * opacity + Double($1) * (1 - opacity)).rounded()) }
    return RGB(mixed[0] << 16 | mixed[1] << 8 | mixed[2])
  }

  var channels: [UInt8] { [red, green, blue] }
}
