/// A corpus's confusions.
///
/// - Shapes: counts `[meant][heard]`, both in the order of `emotions`.
package struct ConfusionMatrix: Sendable {
  package var corpus: String
  package var emotions: [String]
  package var counts: [[Int]]

  package init(corpus: String, emotions: [String], counts: [[Int]]) {
    self.corpus = corpus
    self.emotions = emotions
    self.counts = counts
  }

  var clips: Int { counts.joined().reduce(0, +) }

  var complaint: String? {
    if emotions.isEmpty { return "it has no emotions" }
    if counts.count != emotions.count || counts.contains(where: { $0.count != emotions.count }) {
      return "it has \(emotions.count) emotions, but its counts are not \(emotions.count) rows of as many"
    }
    return counts.joined().contains { $0 < 0 } ? "a count is negative" : nil
  }
}

extension Figure {
  /// Which emotion was heard for which: percent of the row's clips, and below, small, how many they are.
  /// - Throws: when there is no matrix, or one that is not square.
  package static func confusion(
    _ matrices: [ConfusionMatrix], name: String = "confusion", title: String = "What was meant, and what was heard",
    caption: String? = nil
  ) throws(PictureError) -> Figure {
    guard !matrices.isEmpty else { throw PictureError("\(name): there is no matrix to draw; evaluate at least one corpus") }
    for matrix in matrices {
      guard let wrong = matrix.complaint else { continue }
      throw PictureError("\(name): the matrix of \(Lettering.printable(matrix.corpus)) cannot be drawn: \(wrong)")
    }
    let words = "Rows: the emotion that was meant; columns: the one that was heard. Large: percent of the row's clips; small: clips."
    return Figure(name: name, title: title, caption: caption ?? words) { width, title in
      var sheet = Sheet(width: width, title: title)
      let perRow = Frame.perRow(matrices.count, limit: width < 560 ? 1 : 2)
      for start in stride(from: 0, to: matrices.count, by: perRow) {
        let row = matrices[start..<min(start + perRow, matrices.count)].map(ConfusionPicture.init)
        ConfusionPicture.draw(row, perRow: perRow, on: &sheet)
      }
      return sheet
    }
  }
}

private struct ConfusionPicture {
  let matrix: ConfusionMatrix
  private static let cellHeight = 33.0

  init(_ matrix: ConfusionMatrix) {
    self.matrix = matrix
  }

  private var names: [String] { matrix.emotions.map { Lettering.shortened($0, within: 80) } }
  private var gutter: Double { ((names + ["meant ↓"]).map { Lettering.width($0) }.max() ?? 0) + 8 }

  static func draw(_ pictures: [Self], perRow: Int, on sheet: inout Sheet) {
    let columns = Frame.columns(perRow, left: sheet.left, right: sheet.right, gap: 26, top: sheet.y, height: 0)
    var bottom = sheet.y
    for (picture, column) in zip(pictures, columns) {
      bottom = max(bottom, picture.draw(left: column.left, right: column.right, on: &sheet))
    }
    sheet.y = bottom + 10
  }

  /// - Returns: where it ends.
  private func draw(left: Double, right: Double, on sheet: inout Sheet) -> Double {
    let count = Double(matrix.emotions.count)
    let width = min(right - left - gutter, count * 52)
    let frame = Frame(left: left + gutter, top: sheet.y + 38, width: width, height: count * Self.cellHeight)
    var panel = Panel(frame: frame, x: .bare(-0.5, count - 0.5), y: .bare(-0.5, count - 0.5), border: 0)
    panel.y.isReversed = true
    panel.plots = [cells(on: &sheet)]
    panel.marks = numbers(unit: count / frame.height)
    sheet.add(panel)
    let head = Lettering.shortened(matrix.corpus, within: right - left - 90, isBold: true)
    sheet.mark(.text(head, left, sheet.y + 8, isBold: true))
    sheet.mark(.text("\(matrix.clips) clips", right, sheet.y + 8, .right, colour: Palette.muted.light))
    sheet.mark(.text("meant ↓", frame.left - 6, frame.top - 9, .right))
    return headings(frame, on: &sheet)
  }

  private func headings(_ frame: Frame, on sheet: inout Sheet) -> Double {
    let count = Double(names.count)
    for (index, name) in names.enumerated() {
      let middle = (Double(index) + 0.5) / count
      sheet.mark(.text(name, frame.left - 6, frame.top + middle * frame.height, .right, colour: Palette.muted.light))
      let x = frame.left + middle * frame.width + 4
      sheet.mark(.text(name, x, frame.bottom + 8, .right, colour: Palette.muted.light, degrees: 45))
    }
    sheet.mark(.text("heard →", frame.left - gutter, frame.bottom + 10))
    return frame.bottom + 12 + (names.map { Lettering.width($0) }.max() ?? 0) * 0.72
  }

  private func share(_ row: Int, _ column: Int) -> Double? {
    let total = matrix.counts[row].reduce(0, +)
    return total > 0 ? Double(matrix.counts[row][column]) / Double(total) : nil
  }

  /// A cell is as opaque as its share; a row without clips stays empty.
  private func cells(on sheet: inout Sheet) -> String {
    let count = matrix.emotions.count
    let rows = (0..<count * count).map { index in
      let (row, column) = (Double(index / count), Double(index % count))
      let opacity = Self.opacity(share(index / count, index % count) ?? 0)
      let colour = Double((255 - UInt32((opacity * 255).rounded())) << 24) + Palette.cell.number
      return [column, row, column - 0.48, column + 0.48, row - 0.47, row + 0.47, colour]
    }
    return "\(sheet.block(rows)) using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid noborder linecolor rgb variable notitle"
  }

  private static func opacity(_ share: Double) -> Double { 0.06 + 0.94 * share }

  /// - Parameter unit: rows a pixel.
  private func numbers(unit: Double) -> [Mark] {
    let count = matrix.emotions.count
    return (0..<count * count).flatMap { index -> [Mark] in
      let (row, column) = (index / count, index % count)
      guard let share = share(row, column) else { return [] }
      let colour = Self.lettering(share)
      let percent = Lettering.number(share * 100, decimals: 0)
      let (x, y) = (Double(column), Double(row))
      if matrix.counts[row][column] == 0 { return [.text("0", x, y, .center, colour: Palette.muted.light)] }
      return [
        .text(percent, x, y - 6 * unit, .center, colour: colour, isBold: true),
        .text("\(matrix.counts[row][column])", x, y + 8 * unit, .center, colour: colour, size: Lettering.smallSize),
      ]
    }
  }

  /// Whatever stands out more from the cell on white; in the dark both are white, which stands out from every cell.
  private static func lettering(_ share: Double) -> RGB {
    let cell = Palette.cell.over(Palette.ground.light, opacity: opacity(share))
    let dark = Palette.cellText.light
    return cell.contrast(to: dark) >= cell.contrast(to: Palette.white) ? dark : Palette.white
  }
}
