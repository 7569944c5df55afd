import Foundation

/// gnuplot's SVG, made fit for a page: a description, light and dark, ids of its own, nothing superfluous.
///
/// gnuplot writes an element or a text a line, colours as `rgb( 31,  35,  40)` in strokes and `rgb(31,35,40)` in fills. The neutral ones
/// are found by just these attributes in a style sheet, whose rules go before attributes.
struct SVGDocument {
  let text: String

  init(_ drawn: Data, name: String, title: String, description: String) throws(PictureError) {
    let lines = String(decoding: drawn, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
    guard let size = lines.first(where: { $0.hasPrefix(" width=") }), let box = lines.first(where: { $0.hasPrefix(" viewBox=") }),
      let start = lines.firstIndex(where: { $0.hasPrefix("<defs>") })
    else { throw PictureError("\(name): gnuplot's SVG has no size or no definitions; 5.4 or later is needed, see 'gnuplot --version'") }
    let id = Self.identifier(name)
    let head = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" id=\"\(id)\"\(size)\(box) role=\"img\""
        + " aria-labelledby=\"\(id)-title \(id)-description\">",
      "<title id=\"\(id)-title\">\(Self.escaped(title))</title>",
      "<desc id=\"\(id)-description\">\(Self.escaped(description))</desc>",
      "<style>\(Self.style(id))</style>", "<g id=\"\(id)-canvas\">",
      "<rect id=\"\(id)-ground\" width=\"100%\" height=\"100%\" fill=\"\(Palette.ground.light.hex)\"/>",
    ]
    let body = Self.withoutEmptyGroups(lines[start...].filter { !Self.isSuperfluous($0) }.map { Self.adapted($0, id) })
    text = (head + body).joined(separator: "\n") + "\n"
  }

  /// What may stand in an id: "by hour" becomes "by-hour".
  static func identifier(_ name: String) -> String {
    let letters = name.unicodeScalars.map { scalar in
      let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain ? String(scalar) : "-"
    }
    return "figure-" + letters.joined()
  }

  static func escaped(_ text: String) -> String {
    Lettering.printable(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// The names that gnuplot gives to plots would come up as tooltips.
  private static func isSuperfluous(_ line: Substring) -> Bool {
    line.hasPrefix("<title>") || line.hasPrefix("<desc>")
  }

  /// Ids and references get the prefix; bold, which gnuplot leaves in the font's name, becomes an attribute.
  private static func adapted(_ line: Substring, _ id: String) -> String {
    if line.contains("<text") { return String(line) }
    var line = String(line)
    if let title = line.range(of: "<title>"), line.hasSuffix("</title>") { line.removeSubrange(title.lowerBound...) }
    for quote in ["'", "\""] { line = line.replacing(" id=\(quote)", with: " id=\(quote)\(id)-") }
    return line.replacing("href='#", with: "href='#\(id)-").replacing("url(#", with: "url(#\(id)-")
      .replacing("font-family=\"sans-serif:Bold\"", with: "font-family=\"sans-serif\" font-weight=\"bold\"")
  }

  /// gnuplot opens a group whenever the pen changes, whether anything is drawn or not.
  private static func withoutEmptyGroups(_ lines: [String]) -> [String] {
    lines.reduce(into: []) { kept, line in
      if line == "</g>", let last = kept.last, last.hasPrefix("<g fill="), last.hasSuffix(">") {
        kept.removeLast()
      } else {
        kept.append(line)
      }
    }
  }

  private static func style(_ id: String) -> String {
    let rules = Palette.neutrals.flatMap { neutral -> [String] in
      let (from, to) = (neutral.light.channels, neutral.dark.hex)
      let tight = "rgb(" + from.map { "\($0)" }.joined(separator: ",") + ")"
      let wide = "rgb(" + from.map { String(repeating: " ", count: 3 - "\($0)".count) + "\($0)" }.joined(separator: ", ") + ")"
      return [
        "#\(id)-canvas [fill=\"\(tight)\"],#\(id)-canvas [fill=\"\(wide)\"]{fill:\(to)}",
        "#\(id)-canvas [stroke=\"\(wide)\"]{stroke:\(to)}",
        "#\(id)-canvas [color=\"\(wide)\"]{color:\(to)}", "#\(id)-canvas [style*=\"\(tight)\"]{stroke:\(to)!important}",
      ]
    }
    return "@media (prefers-color-scheme:dark){#\(id)-ground{fill:\(Palette.ground.dark.hex)}" + rules.joined() + "}"
  }
}
