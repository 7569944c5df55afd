/// What the lines and areas mean: samples with names, side by side as far as they fit, at the foot of a picture.
struct Legend: Sendable {
  enum Sample: Sendable {
    case line(SeriesLook, hasPoints: Bool)
    case area(Fill)
  }

  private var entries: [(sample: Sample, name: String)] = []
  private static let sampleWidth = 26.0
  private static let gap = 18.0

  mutating func add(_ name: String, _ sample: Sample) {
    entries.append((sample, name))
  }

  /// Draws at the sheet's `y`, which moves below.
  func draw(on sheet: inout Sheet) {
    guard !entries.isEmpty else { return }
    var x = sheet.left
    sheet.y += Lettering.lineHeight / 2
    for (sample, name) in entries {
      let lines = Lettering.lines(name, within: sheet.right - sheet.left - Self.sampleWidth - 6)
      let width = Self.sampleWidth + 6 + (lines.map { Lettering.width($0) }.max() ?? 0)
      if x > sheet.left, x + width > sheet.right {
        x = sheet.left
        sheet.y += Lettering.lineHeight + 2
      }
      Self.draw(sample, x, on: &sheet)
      for (row, line) in lines.enumerated() {
        if row > 0 { sheet.y += Lettering.lineHeight }
        sheet.mark(.text(line, x + Self.sampleWidth + 6, sheet.y))
      }
      x += width + Self.gap
    }
    sheet.y += Lettering.lineHeight / 2 + 2
  }

  private static func draw(_ sample: Sample, _ x: Double, on sheet: inout Sheet) {
    switch sample {
    case .line(let look, let hasPoints):
      sheet.mark(.line(x, sheet.y, x + sampleWidth, sheet.y, look.stroke))
      if hasPoints { sheet.mark(.point(x + sampleWidth / 2, sheet.y, shape: look.shape, colour: look.stroke.colour)) }
    case .area(let fill): sheet.mark(.rectangle(x, sheet.y - 5, x + sampleWidth, sheet.y + 5, fill, isInFront: true))
    }
  }
}
