/// The screen as cells, before it is anybody's terminal.
///
/// Text that names of files and devices bring is made harmless: control characters are drawn as a replacement, and nothing is written
/// beyond the edge.
/// - Shapes: cells [height, width], row-major.
struct Canvas: Equatable {
  struct Cell: Equatable {
    /// nil: the right half of the character before.
    var scalar: Unicode.Scalar? = " "
    var style = Style.text
  }

  let width: Int
  let height: Int
  /// Whether the terminal draws more than ASCII.
  let isUnicode: Bool
  private(set) var cells: [Cell]

  init(width: Int, height: Int, isUnicode: Bool = true) {
    (self.width, self.height, self.isUnicode) = (width, height, isUnicode)
    cells = Array(repeating: Cell(), count: width * height)
  }

  subscript(row: Int, column: Int) -> Cell { cells[row * width + column] }

  /// Writes text from a column on, up to the edge or to `limit`; what does not fit ends in an ellipsis.
  /// - Returns: the column behind it.
  @discardableResult
  mutating func write(_ text: String, _ row: Int, _ column: Int, _ style: Style = .text, limit: Int? = nil) -> Int {
    let end = min(limit ?? width, width)
    guard row >= 0, row < height, column >= 0, column < end else { return column }
    var at = column
    var scalars = text.unicodeScalars.lazy.map(shown).filter { CharacterWidth.columns($0) > 0 }.makeIterator()
    while let scalar = scalars.next() {
      let columns = CharacterWidth.columns(scalar)
      guard at + columns <= end else {
        put(shown("…"), row, min(at, end - 1), style)
        return end
      }
      put(scalar, row, at, style)
      if columns == 2 { cells[row * width + at + 1] = Cell(scalar: nil, style: style) }
      at += columns
    }
    return at
  }

  /// Writes text so that it ends before a column.
  /// - Returns: where it begins.
  @discardableResult
  mutating func write(_ text: String, _ row: Int, endingAt end: Int, _ style: Style = .text) -> Int {
    let column = max(0, end - CharacterWidth.columns(of: text))
    write(text, row, column, style, limit: end)
    return column
  }

  mutating func fill(_ row: Int, _ columns: Range<Int>, _ style: Style) {
    for column in columns where row < height && column < width { cells[row * width + column] = Cell(scalar: " ", style: style) }
  }

  /// A bar to the right, to an eighth of a cell where the terminal can.
  /// - Parameter style: of a cell, by its place from 0 to 1.
  mutating func bar(_ share: Double, _ row: Int, _ columns: Range<Int>, _ style: (Double) -> Style) {
    let bounded = share.isFinite ? min(max(share, 0), 1) : 0
    let eighths = Int((bounded * Double(8 * columns.count)).rounded())
    for (place, column) in columns.enumerated() {
      let filled = min(8, max(0, eighths - 8 * place))
      guard filled > 0 else { break }
      put(block(eighths: filled), row, column, style(Double(place) / Double(columns.count)))
    }
  }

  /// A column from the lowest of the rows up, to an eighth of a cell where the terminal can; never less than that.
  mutating func column(_ share: Double, _ rows: Range<Int>, _ column: Int, _ style: Style) {
    let bounded = share.isFinite ? min(max(share, 0), 1) : 0
    let eighths = max(1, Int((bounded * Double(8 * rows.count)).rounded()))
    for (place, row) in rows.reversed().enumerated() {
      let filled = min(8, max(0, eighths - 8 * place))
      guard filled > 0 else { break }
      put(isUnicode ? Unicode.Scalar(0x2580 + UInt32(filled)) ?? " " : "#", row, column, style)
    }
  }

  private func block(eighths: Int) -> Unicode.Scalar {
    guard isUnicode else { return eighths >= 4 ? "#" : " " }
    return Unicode.Scalar(0x2590 - UInt32(eighths)) ?? " "
  }

  mutating func put(_ scalar: Unicode.Scalar, _ row: Int, _ column: Int, _ style: Style) {
    guard row >= 0, row < height, column >= 0, column < width else { return }
    cells[row * width + column] = Cell(scalar: shown(scalar), style: style)
  }

  /// What stands for a character on this terminal.
  private func shown(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x20..<0x7F: return scalar
    case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029: return "?"
    default: break
    }
    if isUnicode { return scalar }
    switch scalar {
    case "·", "–", "−", "─": return "-"
    case "…": return "~"
    case "µ": return "u"
    case "×": return "x"
    case "│", "▏", "▕": return "|"
    default: return "?"
    }
  }

  /// The rows as text, without what trails.
  var rows: [String] {
    (0..<height).map { row in
      var text = String.UnicodeScalarView()
      for column in 0..<width { if let scalar = self[row, column].scalar { text.append(scalar) } }
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }
}
