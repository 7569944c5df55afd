/// Text, a line, a rectangle or a point beside the data: one gnuplot command each.
///
/// Places are in the units of the axes of the plot that it belongs to; on the sheet itself these are CSS pixels.
struct Mark: Sendable {
  enum Side: String, Sendable { case left, center, right }

  /// gnuplot's command.
  let command: String

  /// Text whose left end, middle or right end is at a place; vertically it is centred there.
  static func text(
    _ text: String, _ x: Double, _ y: Double, _ side: Side = .left, colour: RGB = Palette.text.light, size: Double = Lettering.size,
    isBold: Bool = false, degrees: Int = 0
  ) -> Mark {
    let turn = degrees == 0 ? "norotate" : "rotate by \(degrees)"
    let font = "sans-serif\(isBold ? ":Bold" : ""),\(size)"
    return Mark(
      command: "set label \(quoted(text)) at first \(x),\(y) \(side) \(turn) font '\(font)' textcolor rgb '\(colour.hex)' front")
  }

  static func line(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ stroke: Stroke, isInFront: Bool = true) -> Mark {
    Mark(command: "set arrow from first \(x0),\(y0) to first \(x1),\(y1) nohead \(isInFront ? "front" : "back") \(stroke.options)")
  }

  static func rectangle(_ x0: Double, _ y0: Double, _ x1: Double, _ y1: Double, _ fill: Fill, isInFront: Bool = false) -> Mark {
    Mark(
      command: "set object rectangle from first \(x0),\(y0) to first \(x1),\(y1) \(isInFront ? "front" : "behind") \(fill.options)")
  }

  static func point(_ x: Double, _ y: Double, shape: Int, colour: RGB, size: Double = 0.7) -> Mark {
    Mark(command: "set label '' at first \(x),\(y) front point pointtype \(shape) pointsize \(size) linecolor rgb '\(colour.hex)'")
  }

  /// A single-quoted string, in which gnuplot takes everything literally (backticks and backslashes too), put together around quotes:
  /// gnuplot 5.4 does not read a doubled quote that follows another one.
  static func quoted(_ text: String) -> String {
    Lettering.printable(text).split(separator: "'", omittingEmptySubsequences: false).map { "'\($0)'" }.joined(separator: " . \"'\" . ")
  }
}

/// How a line looks.
struct Stroke: Sendable {
  var colour: RGB
  var width = 1.0
  /// Lengths of dashes and holes in CSS pixels at width 1; empty: solid.
  var dashes: [Double] = []

  var options: String {
    let dash = dashes.isEmpty ? "solid" : "(" + dashes.map { "\($0)" }.joined(separator: ",") + ")"
    return "linewidth \(width) linecolor rgb '\(colour.hex)' dashtype \(dash)"
  }
}

/// How an area is filled.
enum Fill: Sendable {
  case solid(RGB, opacity: Double = 1)
  case hatched(RGB)

  var options: String {
    switch self {
    case .solid(let colour, let opacity):
      "fillcolor rgb '\(colour.hex)' fillstyle \(opacity < 1 ? "transparent solid \(opacity)" : "solid") noborder"
    case .hatched(let colour): "fillcolor rgb '\(colour.hex)' fillstyle transparent pattern 4 noborder"
    }
  }
}

/// How a series is told apart, by line, point and colour alike.
struct SeriesLook: Sendable {
  let stroke: Stroke
  let shape: Int

  /// Solid, dashed, dotted, … and gnuplot's filled circle, square, triangle, …, whose hollow sisters are one less.
  init(place: Int, colour: RGB? = nil, dashes: [Double]? = nil, width: Double = 1.8, isHollow: Bool = false) {
    let lines: [[Double]] = [[], [6, 3], [2, 2.5], [8, 3, 2, 3], [11, 3], [4, 2, 1, 2], [3, 5], [9, 2, 2, 2, 2, 2]]
    let shapes = [7, 5, 9, 13, 11, 15]
    let colours = Palette.series
    stroke = Stroke(
      colour: colour ?? colours[place % colours.count], width: width, dashes: dashes ?? lines[place % lines.count])
    shape = shapes[place % shapes.count] - (isHollow ? 1 : 0)
  }
}
