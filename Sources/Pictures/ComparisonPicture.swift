/// The layout of a dot plot.
struct ComparisonPicture: Sendable {
  let panels: [ComparisonPanel]
  let labels: [String]
  private static let dotHeight = 20.0

  func sheet(width: Double, title: String) -> Sheet {
    var sheet = Sheet(width: width, title: title)
    if width < 520 {
      for panel in panels { drawNarrow(panel, on: &sheet) }
    } else {
      drawWide(on: &sheet)
    }
    return sheet
  }

  /// Each panel by itself, labels above their rows.
  private func drawNarrow(_ panel: ComparisonPanel, on sheet: inout Sheet) {
    sheet.paragraph(panel.title, isBold: true)
    let top = sheet.y + 4
    let used = labels.filter { label in panel.rows.contains { $0.label == label } }
    let lines = used.map { Lettering.lines($0, within: sheet.right - sheet.left) }
    var y = top
    var places: [Double] = []
    for label in lines {
      for line in label {
        sheet.mark(.text(line, sheet.left, y + Lettering.lineHeight / 2))
        y += Lettering.lineHeight
      }
      places.append(y + Self.dotHeight / 2 - 2 - top)
      y += Self.dotHeight + 4
    }
    let frame = Frame(left: sheet.left + 6, top: top, width: sheet.right - sheet.left - 50, height: y - top)
    draw(panel, labels: used, places: places, in: frame, hasGrid: false, on: &sheet)
    sheet.y = frame.bottom + 36
  }

  /// Labels once at the left, the panels side by side.
  private func drawWide(on sheet: inout Sheet) {
    let widest = labels.map { Lettering.width($0) }.max() ?? 0
    let gutter = min(widest, panels.count > 2 ? 170 : 250)
    let lines = labels.map { Lettering.lines($0, within: gutter) }
    let columns = Frame.columns(
      panels.count, left: sheet.left + gutter + 14, right: sheet.right, gap: 10, top: sheet.y, height: 0)
    let heads = zip(panels, columns).map { Lettering.lines($0.title, within: $1.width, isBold: true) }
    let top = sheet.y + Double(heads.map(\.count).max() ?? 0) * Lettering.lineHeight + 6
    var places: [Double] = []
    var y = top
    for label in lines {
      let height = max(Self.dotHeight, Double(label.count) * Lettering.lineHeight) + 6
      for (row, line) in label.enumerated() {
        let offset = (Double(row) - Double(label.count - 1) / 2) * Lettering.lineHeight
        sheet.mark(.text(line, sheet.left + gutter, y + height / 2 + offset, .right))
      }
      places.append(y + height / 2 - top)
      y += height
    }
    for (index, column) in columns.enumerated() {
      sheet.heading(heads[index], left: column.left, bottom: top - 6)
      let frame = Frame(left: column.left, top: top, width: column.width - 44, height: y - top)
      draw(panels[index], labels: labels, places: places, in: frame, hasGrid: true, on: &sheet)
    }
    sheet.y = y + 36
  }

  /// - Parameter places: the rows' middles, in pixels below the frame's top.
  ///   Without a grid, labels can stand inside.
  private func draw(
    _ panel: ComparisonPanel, labels: [String], places: [Double], in frame: Frame, hasGrid: Bool, on sheet: inout Sheet
  ) {
    let factor = panel.scale.factor
    var drawn = Panel(frame: frame, x: axis(panel, width: frame.width), y: .bare(0, frame.height), border: 1)
    drawn.y.isReversed = true
    drawn.x.hasGrid = hasGrid
    let rows = zip(labels, places).compactMap { label, place in
      panel.rows.first { $0.label == label && $0.value.isFinite }.map { (row: $0, place: place) }
    }
    let guide = Stroke(colour: Palette.grid.light, dashes: [1, 3])
    drawn.marks = rows.map { .line(drawn.x.low, $0.place, drawn.x.high, $0.place, guide, isInFront: false) }
    let dots = sheet.block(rows.map { [$0.row.value * factor, $0.place] })
    let look = SeriesLook(place: 0)
    drawn.plots = ["\(dots) using 1:2 with points pointtype 7 pointsize 0.8 linecolor rgb '\(look.stroke.colour.hex)' notitle"]
    let bars = rows.compactMap { row in row.row.interval.map { [$0.low * factor, row.place, $0.high * factor] } }
    if !bars.isEmpty {
      let stroke = Stroke(colour: look.stroke.colour, width: 1.6)
      drawn.plots.insert("\(sheet.block(bars)) using 1:2:($3-$1):(0) with vectors nohead \(stroke.options) notitle", at: 0)
    }
    sheet.add(drawn)
    for row in rows {
      let text = Lettering.number(row.row.value * factor, decimals: decimals(panel))
      sheet.mark(.text(text, sheet.rightOf(frame), frame.top + row.place, .right, isBold: true))
    }
  }

  private func decimals(_ panel: ComparisonPanel) -> Int {
    guard panel.scale == .number else { return 1 }
    let largest = panel.rows.map { abs($0.value) }.filter(\.isFinite).max() ?? 0
    return largest >= 100 ? 0 : largest >= 10 ? 1 : 2
  }

  private func axis(_ panel: ComparisonPanel, width: Double) -> Axis {
    let rows = panel.rows.filter { $0.value.isFinite }
    let all = rows.flatMap { [$0.value, $0.interval?.low ?? $0.value, $0.interval?.high ?? $0.value] }.map { $0 * panel.scale.factor }
    let (low, high) = (all.min() ?? 0, all.max() ?? 1)
    let pad = high > low ? (high - low) * 0.08 : max(abs(high) * 0.05, 0.5)
    let limits = panel.scale == .percent && low >= 0 && high <= 100 ? 0.0...100.0 : -Double.infinity...Double.infinity
    return .linear(max(low - pad, limits.lowerBound), min(high + pad, limits.upperBound), ticks: min(max(2, Int(width / 30)), 9))
  }
}

extension Sheet {
  /// Where numbers beside a panel end.
  fileprivate func rightOf(_ frame: Frame) -> Double { frame.right + 42 }
}
