import Foundation

/// One axis of a panel: its range, and the ticks that are written.
struct Axis: Sendable {
  struct Tick: Equatable, Sendable {
    var place: Double
    var text: String
  }

  enum Labels: Sendable { case shown, slanted, hidden }

  var low: Double
  var high: Double
  var ticks: [Tick] = []
  var isLogarithmic = false
  var isReversed = false
  var hasGrid = false
  var labels = Labels.shown

  /// From `low` to `high` with round ticks, at most `limit`.
  static func linear(_ low: Double, _ high: Double, ticks limit: Int, format: (Double, Int) -> String = Lettering.number) -> Axis {
    Axis(low: low, high: high, ticks: roundTicks(low, high, limit: limit, format: format))
  }

  /// No ticks, no labels.
  static func bare(_ low: Double, _ high: Double) -> Axis {
    Axis(low: low, high: high, labels: .hidden)
  }

  /// Multiples of 1, 2 or 5 times a power of ten, at most `limit` of them.
  static func roundTicks(_ low: Double, _ high: Double, limit: Int, format: (Double, Int) -> String) -> [Tick] {
    guard high > low, limit > 0 else { return [] }
    let step = roundStep(high - low, low: low, limit: limit)
    let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
    let slack = step * 1e-6
    return stride(from: Int(ceil((low - slack) / step)), through: Int(floor((high + slack) / step)), by: 1).map {
      Tick(place: Double($0) * step, text: format(Double($0) * step, decimals))
    }
  }

  /// The least 1, 2 or 5 times a power of ten of which at most `limit` multiples lie in `range` from `low`.
  static func roundStep(_ range: Double, low: Double, limit: Int) -> Double {
    let power = pow(10, floor(log10(range / Double(limit + 1))))
    let steps = [1.0, 2, 5, 10, 20, 50, 100].map { $0 * power }
    let fitting = steps.first { step in
      let slack = step * 1e-6
      return floor((low + range + slack) / step) - ceil((low - slack) / step) + 1 <= Double(limit)
    }
    return fitting ?? range
  }

  /// 1, 2 and 5 times powers of ten between `low` and `high`, thinned until they fit `limit`.
  static func logarithmicTicks(_ low: Double, _ high: Double, limit: Int) -> [Tick] {
    let powers = Int(floor(log10(low)))...Int(ceil(log10(high)))
    for factors in [[1.0, 2, 5], [1, 3], [1]] {
      let places = powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
        .filter { $0 >= low * 0.999 && $0 <= high * 1.001 }
      if places.count <= limit || factors.count == 1 { return places.map { Tick(place: $0, text: String(format: "%g", $0)) } }
    }
    return []
  }

  /// gnuplot's commands for the axis `name`, x or y.
  func commands(_ name: String) -> [String] {
    let range = isReversed ? "[\(high):\(low)]" : "[\(low):\(high)]"
    // gnuplot takes a tick's text for a format, in which %% is a percent sign.
    let texts = ticks.map { tick in
      "\(labels == .hidden ? "''" : Mark.quoted(tick.text.replacing("%", with: "%%"))) \(tick.place)"
    }.joined(separator: ", ")
    let font = "font 'sans-serif,\(Lettering.size)' textcolor rgb '\(Palette.muted.light.hex)'"
    let turn = labels == .slanted ? "rotate by 40 right" : "norotate"
    let offset = name == "x" ? (labels == .slanted ? "offset 0.6,0.3" : "offset 0,0.45") : "offset 0.4,0"
    return [
      isLogarithmic ? "set logscale \(name)" : "unset logscale \(name)",
      "set \(name)range \(range)",
      ticks.isEmpty
        ? "unset \(name)tics" : "set \(name)tics nomirror scale \(labels == .hidden ? 0 : 0.3) \(turn) \(offset) \(font) (\(texts))",
      hasGrid && !ticks.isEmpty ? "set grid \(name)tics" : "set grid no\(name)tics",
    ]
  }
}
