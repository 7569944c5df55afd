/// Frames to the bytes that change one into the next on a terminal.
///
/// Only what differs is written, between the marks of a synchronised update, so that nothing flickers; a frame that is as the one before
/// is no byte.
/// - Source: ECMA-48 (cursor position, graphic rendition); "Synchronized Output" (private mode 2026), which terminals that do not know it
///   ignore.
struct FramePainter {
  let depth: ColourDepth
  private var shown: Canvas?

  init(depth: ColourDepth) {
    self.depth = depth
  }

  /// The terminal shows something else now: the next frame is painted whole.
  mutating func forget() { shown = nil }

  mutating func paint(_ canvas: Canvas) -> [UInt8] {
    defer { shown = canvas }
    let before = shown.flatMap { $0.width == canvas.width && $0.height == canvas.height ? $0 : nil }
    var text = before == nil ? "\u{1B}[0m\u{1B}[2J" : ""
    for row in 0..<canvas.height {
      guard let changed = Self.changedColumns(canvas, before, row) else { continue }
      text += "\u{1B}[\(row + 1);\(changed.lowerBound + 1)H"
      paint(canvas, row, changed, into: &text)
    }
    return text.isEmpty ? [] : Array(("\u{1B}[?2026h" + text + "\u{1B}[?2026l").utf8)
  }

  /// From the first to the last cell that differs; whole characters.
  private static func changedColumns(_ canvas: Canvas, _ before: Canvas?, _ row: Int) -> Range<Int>? {
    let columns = 0..<canvas.width
    let differs = { (column: Int) in before.map { $0[row, column] != canvas[row, column] } ?? (canvas[row, column] != Canvas.Cell()) }
    guard var first = columns.first(where: differs), let last = columns.last(where: differs) else { return nil }
    while first > 0, canvas[row, first].scalar == nil { first -= 1 }
    return first..<last + 1
  }

  private func paint(_ canvas: Canvas, _ row: Int, _ columns: Range<Int>, into text: inout String) {
    var style = Style.text
    for column in columns {
      let cell = canvas[row, column]
      guard let scalar = cell.scalar else { continue }
      if cell.style != style {
        text += rendition(cell.style)
        style = cell.style
      }
      text.unicodeScalars.append(scalar)
    }
    if style != .text { text += "\u{1B}[0m" }
  }

  private func rendition(_ style: Style) -> String {
    var parameters = ["0"]
    if style.isBold { parameters.append("1") }
    if style.isReversed { parameters.append("7") }
    if let ink = style.ink.parameters(depth) { parameters.append(ink) }
    return "\u{1B}[" + parameters.joined(separator: ";") + "m"
  }
}
