import Foundation

/// A panel of curves, ready to be drawn: each curve with its look.
struct CurvePlot: Sendable {
  let panel: CurvePanel
  let looks: [SeriesLook]
  /// From this many points on, intervals are a band.
  private static let bandPoints = 9

  /// All values that the y axis must hold, of panels with the same y axis too.
  var valuesToHold: [Double] = []

  var points: [Curve.Point] { panel.curves.flatMap(\.drawable) }

  /// What this panel wants held: values, ends of intervals, and chance with the way up from 0, where its name has room.
  var values: [Double] {
    points.flatMap { [$0.y, $0.interval?.low ?? $0.y, $0.interval?.high ?? $0.y] } + (panel.chance.map { [0, $0] } ?? [])
  }

  /// A row of panels, side by side at the sheet's `y`, which moves below.
  static func draw(_ plots: [CurvePlot], perRow: Int, on sheet: inout Sheet) {
    let gutter = plots.map(\.gutter).max() ?? 0
    let cell = (sheet.right - sheet.left - 22 * Double(perRow - 1)) / Double(perRow)
    let heads = plots.map { Lettering.lines($0.panel.title, within: cell, isBold: true) }
    let headLines = (heads.map(\.count).max() ?? 0) + 1
    let top = sheet.y + Double(headLines) * Lettering.lineHeight + 4
    var bottom = top
    for (index, plot) in plots.enumerated() {
      let left = sheet.left + Double(index) * (cell + 22)
      sheet.heading(heads[index], left: left, bottom: top - 4 - Lettering.lineHeight)
      let unit = Lettering.shortened(plot.panel.yTitle, within: cell)
      sheet.mark(.text(unit, left, top - 4 - Lettering.lineHeight / 2, colour: Palette.muted.light))
      let height = cell > 400 ? 230.0 : 170
      let frame = Frame(left: left + gutter, top: top + 2, width: cell - gutter - 6, height: height)
      bottom = max(bottom, plot.draw(in: frame, on: &sheet))
    }
    sheet.y = bottom + 12
  }

  /// - Returns: where the axis's title ends.
  private func draw(in frame: Frame, on sheet: inout Sheet) -> Double {
    var drawn = Panel(frame: frame, x: xAxis(width: frame.width), y: yAxis)
    if let chance = panel.chance.map({ $0 * panel.scale.factor }) { drawn.marks += chanceMarks(chance, drawn) }
    for (index, curve) in panel.curves.enumerated() where !curve.drawable.isEmpty {
      drawn.plots += plots(curve, looks[index], shift: shift(of: index), axis: drawn.x, width: frame.width, on: &sheet)
    }
    sheet.add(drawn)
    let labels = drawn.x.labels == .slanted ? 8 + (drawn.x.ticks.map { Lettering.width($0.text) }.max() ?? 0) * 0.65 : 22
    let title = Lettering.lines(panel.x.title, within: frame.width + 30)
    for (row, line) in title.enumerated() {
      let y = frame.bottom + labels + 10 + Double(row) * Lettering.lineHeight
      sheet.mark(.text(line, frame.middle.x, y, .center, colour: Palette.muted.light))
    }
    return frame.bottom + labels + Double(title.count) * Lettering.lineHeight + 2
  }

  /// The line, its points, and its intervals beneath.
  private func plots(
    _ curve: Curve, _ look: SeriesLook, shift: Double, axis: Axis, width: Double, on sheet: inout Sheet
  ) -> [String] {
    let factor = panel.scale.factor
    let measured = curve.drawable.sorted { $0.x < $1.x }
    let isBand = measured.count >= Self.bandPoints
    let place = { (x: Double) in isBand ? x : axis.moved(x, byPixels: shift, width: width) }
    let line = sheet.block(measured.map { [place($0.x), $0.y * factor] })
    var plots = ["\(line) using 1:2 with lines \(look.stroke.options) notitle"]
    let every = max(1, Int((Double(measured.count) * 16 / width).rounded(.up)))
    let points = "points pointtype \(look.shape) pointsize 0.65 linecolor rgb '\(look.stroke.colour.hex)'"
    plots.append("\(line) every \(every) using 1:2 with \(points) notitle")
    let intervals = measured.compactMap { point in
      point.interval.map { [place(point.x), $0.low * factor, $0.high * factor] }
    }
    guard !intervals.isEmpty else { return plots }
    let block = sheet.block(intervals)
    if isBand {
      let fill = "fillstyle transparent solid 0.18 noborder linecolor rgb '\(look.stroke.colour.hex)'"
      return ["\(block) using 1:2:3 with filledcurves \(fill) notitle"] + plots
    }
    let bar = Stroke(colour: look.stroke.colour, width: 1.2)
    return ["\(block) using 1:2:(0):($3-$2) with vectors nohead \(bar.options) notitle"] + plots
  }

  /// Bars at the same place stand side by side, five pixels apart.
  private func shift(of index: Int) -> Double {
    guard panel.curves.contains(where: { $0.drawable.contains { $0.interval != nil } }) else { return 0 }
    return (Double(index) - Double(panel.curves.count - 1) / 2) * 5
  }

  private func chanceMarks(_ chance: Double, _ drawn: Panel) -> [Mark] {
    let stroke = Stroke(colour: Palette.muted.light, dashes: [4, 4])
    let pixel = (drawn.y.high - drawn.y.low) / drawn.frame.height
    let lift = pixel * (chance - drawn.y.low > 18 * pixel ? -9 : 9)
    let (first, last) = drawn.x.isReversed ? (drawn.x.high, drawn.x.low) : (drawn.x.low, drawn.x.high)
    let place = drawn.x.moved(last, byPixels: -4, width: drawn.frame.width)
    let text = "chance " + Lettering.number(chance, decimals: 1) + (panel.scale == .percent ? " %" : "")
    return [
      .line(first, chance, last, chance, stroke, isInFront: false),
      .text(text, place, chance + lift, .right, colour: Palette.muted.light),
    ]
  }
}

extension CurvePlot {
  private var gutter: Double { (yAxis.ticks.map { Lettering.width($0.text) }.max() ?? 0) + 10 }

  /// Round ends around all values and intervals; percent stay within 0…100.
  private var yAxis: Axis {
    let factor = panel.scale.factor
    let all = valuesToHold.map { $0 * factor }
    let (low, high) = (all.min() ?? 0, all.max() ?? 1)
    let pad = high > low ? (high - low) * 0.06 : max(abs(high) * 0.1, panel.scale == .percent ? 5 : 0.1)
    let step = Axis.roundStep(high - low + 2 * pad, low: low - pad, limit: 6)
    // What is never negative has no axis below 0, and shares none above 100 %.
    let limit = panel.scale == .percent && high <= 100 ? 100.0 : .infinity
    let bottom = max(((low - pad) / step).rounded(.down) * step, low >= 0 ? 0 : -.infinity)
    let top = min(((high + pad) / step).rounded(.up) * step, limit)
    var axis = Axis.linear(bottom, top, ticks: 8)
    axis.hasGrid = true
    return axis
  }

  private func xAxis(width: Double) -> Axis {
    if case .categories(let names, _) = panel.x { return categoryAxis(names, width: width) }
    let all = points.map(\.x)
    let (low, high) = (all.min() ?? 0, all.max() ?? 1)
    if panel.x.isLogarithmic { return logarithmicAxis(low, high, width: width) }
    let pad = high > low ? (high - low) * 0.03 : 1
    var axis = Axis.linear(low - pad, high + pad, ticks: max(2, Int(width / 34)))
    if case .whole = panel.x { axis.ticks = axis.ticks.filter { $0.place == $0.place.rounded() && $0.place >= low && $0.place <= high } }
    axis.ticks = axis.ticks.filter { $0.place >= low - pad / 2 && $0.place <= high + pad / 2 }
    if case .whole = panel.x {
      axis.ticks = axis.ticks.map { Axis.Tick(place: $0.place, text: Lettering.number($0.place, decimals: 0)) }
    }
    if case .reversed = panel.x { axis.isReversed = true }
    return axis
  }

  private func logarithmicAxis(_ low: Double, _ high: Double, width: Double) -> Axis {
    let pad = high > low ? pow(high / low, 0.03) : 2
    var axis = Axis(low: low / pad, high: high * pad, isLogarithmic: true)
    axis.ticks = Axis.logarithmicTicks(axis.low, axis.high, limit: Int(width / 34))
    return axis
  }

  /// Names that would touch their neighbours are slanted.
  private func categoryAxis(_ names: [String], width: Double) -> Axis {
    let names = names.map { Lettering.shortened($0, within: 120) }
    var axis = Axis(low: -0.4, high: Double(max(names.count, 1)) - 0.6)
    axis.ticks = names.enumerated().map { Axis.Tick(place: Double($0), text: $1) }
    let widest = names.map { Lettering.width($0) }.max() ?? 0
    if widest + 6 > width / Double(max(names.count, 1)) { axis.labels = .slanted }
    return axis
  }
}

extension Axis {
  /// `place`, moved to the right on a panel that is `width` pixels wide.
  func moved(_ place: Double, byPixels pixels: Double, width: Double) -> Double {
    if isLogarithmic { return place * pow(high / low, pixels / width) }
    return place + (isReversed ? -1 : 1) * pixels * (high - low) / width
  }
}
