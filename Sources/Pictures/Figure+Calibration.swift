/// How often a model was right where it was how sure.
package struct ReliabilitySeries: Sendable {
  /// - Units: the mean confidence 0…1, and clips.
  package struct Bin: Sendable {
    package var meanConfidence: Double
    package var right: Int
    package var count: Int

    package init(meanConfidence: Double, right: Int, count: Int) {
      self.meanConfidence = meanConfidence
      self.right = right
      self.count = count
    }
  }

  package var name: String
  package var bins: [Bin]

  package init(_ name: String, _ bins: [Bin]) {
    self.name = name
    self.bins = bins
  }

  /// Bins that hold clips.
  var filled: [Bin] { bins.filter { $0.count > 0 && $0.meanConfidence.isFinite } }
  var clips: Int { filled.reduce(0) { $0 + $1.count } }

  /// Expected calibration error, 0…1.
  /// - Source: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017, equation 3.
  var calibrationError: Double {
    filled.reduce(0) { sum, bin in
      sum + Double(bin.count) / Double(clips) * abs(Double(bin.right) / Double(bin.count) - bin.meanConfidence)
    }
  }
}

extension Figure {
  /// Reliability diagrams with 95 % Wilson intervals, each above the histogram of its clips.
  /// - Throws: when no bin has a clip, or more are right than there are.
  package static func calibration(
    _ series: [ReliabilitySeries], name: String = "calibration", title: String = "Confidence, and how often it is right",
    caption: String? = nil
  ) throws(PictureError) -> Figure {
    let series = series.filter { !$0.filled.isEmpty }
    guard !series.isEmpty else { throw PictureError("\(name): no bin has a clip; evaluate at least one") }
    guard series.allSatisfy({ $0.filled.allSatisfy { (0...$0.count).contains($0.right) } }) else {
      throw PictureError("\(name): a bin has more right answers than clips, or fewer than none; count them anew")
    }
    let errors = series.map { "\($0.name.isEmpty ? "" : $0.name + ": ")\(Lettering.number($0.calibrationError * 100, decimals: 1)) %" }
    let words =
      "Share of right answers against confidence, in percent, with 95 % Wilson intervals; on the diagonal, confidence is honest. "
      + "Below, how many clips fell into each bin. Expected calibration error: " + errors.joined(separator: ", ") + "."
    return Figure(name: name, title: title, caption: caption ?? words) { width, title in
      var sheet = Sheet(width: width, title: title)
      let perRow = Frame.perRow(series.count, limit: max(1, Int(width / 165)))
      for start in stride(from: 0, to: series.count, by: perRow) {
        CalibrationPicture.draw(Array(series[start..<min(start + perRow, series.count)]), first: start, perRow: perRow, on: &sheet)
      }
      return sheet
    }
  }
}

private struct CalibrationPicture {
  let series: ReliabilitySeries
  let look: SeriesLook
  private static let gutter = 38.0

  static func draw(_ series: [ReliabilitySeries], first: Int, perRow: Int, on sheet: inout Sheet) {
    let right = min(sheet.right, sheet.left + 420 * Double(perRow))
    let columns = Frame.columns(perRow, left: sheet.left, right: right, gap: 12, top: sheet.y, height: 0)
    let titles = zip(series, columns).map { Lettering.lines($0.name, within: $1.width, isBold: true) }
    let headHeight = Double((titles.map(\.count).max() ?? 0) + 1) * Lettering.lineHeight
    var bottom = sheet.y
    for (index, column) in zip(series.indices, columns) {
      sheet.heading(titles[index], left: column.left, bottom: sheet.y + headHeight - Lettering.lineHeight)
      let unit = perRow > 1 && column.width < 190 ? "right, %" : "right answers, %"
      sheet.mark(.text(unit, column.left, sheet.y + headHeight - Lettering.lineHeight / 2, colour: Palette.muted.light))
      let picture = Self(series: series[index], look: SeriesLook(place: first + index))
      bottom = max(bottom, picture.draw(left: column.left + gutter, right: column.right - 8, top: sheet.y + headHeight + 6, on: &sheet))
    }
    sheet.y = bottom + 10
  }

  private func draw(left: Double, right: Double, top: Double, on sheet: inout Sheet) -> Double {
    let square = Frame(left: left, top: top, width: right - left, height: min(right - left, 300))
    sheet.add(reliability(in: square, on: &sheet))
    let bars = Frame(left: left, top: square.bottom + 10, width: right - left, height: 48)
    sheet.add(histogram(in: bars, on: &sheet))
    sheet.mark(.text("confidence, %", bars.middle.x, bars.bottom + 30, .center, colour: Palette.muted.light))
    return bars.bottom + 42
  }

  private func reliability(in frame: Frame, on sheet: inout Sheet) -> Panel {
    let ticks = frame.width < 150 ? 3 : 6
    var panel = Panel(frame: frame, x: .linear(0, 100, ticks: ticks), y: .linear(0, 100, ticks: ticks))
    panel.x.labels = .hidden
    (panel.x.hasGrid, panel.y.hasGrid) = (true, true)
    panel.marks = [.line(0, 0, 100, 100, Stroke(colour: Palette.axis.light, dashes: [5, 4]), isInFront: false)] + notes(frame)
    let rows = series.filled.map { bin in
      let interval = Wilson.interval(right: bin.right, of: bin.count)
      return [bin.meanConfidence, Double(bin.right) / Double(bin.count), interval.low, interval.high].map { $0 * 100 }
    }
    let block = sheet.block(rows)
    let bar = Stroke(colour: look.stroke.colour, width: 1.4)
    panel.plots = [
      "\(block) using 1:3:(0):($4-$3) with vectors nohead \(bar.options) notitle",
      "\(block) using 1:2 with points pointtype \(look.shape) pointsize 0.65 linecolor rgb '\(look.stroke.colour.hex)' notitle",
    ]
    return panel
  }

  /// In the lower right corner, where a point would mean that the model is sure and wrong.
  private func notes(_ frame: Frame) -> [Mark] {
    let pixel = 100 / frame.height
    let error = "ECE " + Lettering.number(series.calibrationError * 100, decimals: 1) + " %"
    return [
      .text(error, 100 - 6 * pixel, 26 * pixel, .right),
      .text("\(series.clips) clips", 100 - 6 * pixel, 10 * pixel, .right, colour: Palette.muted.light),
    ]
  }

  private func histogram(in frame: Frame, on sheet: inout Sheet) -> Panel {
    let most = Double(series.filled.map(\.count).max() ?? 1)
    var panel = Panel(frame: frame, x: .linear(0, 100, ticks: frame.width < 150 ? 3 : 6), y: Axis(low: 0, high: most * 1.05))
    panel.y.ticks = [Axis.Tick(place: 0, text: "0"), Axis.Tick(place: most, text: "\(Int(most))")]
    let half = 40 / Double(max(series.bins.count, 8))
    let rows = series.filled.map { bin in
      let middle = bin.meanConfidence * 100
      return [middle, 0, middle - half, middle + half, 0, Double(bin.count)]
    }
    panel.plots = [
      "\(sheet.block(rows)) using 1:2:3:4:5:6 with boxxyerror fillstyle solid noborder linecolor rgb '\(look.stroke.colour.hex)' notitle"
    ]
    return panel
  }
}
