import Foundation

/// A line with a name: measured values over something, with intervals where there are any.
package struct Curve: Sendable {
  /// - Units: x as the panel's axis says; y, low and high are shares of 1 or plain numbers, as the panel's scale says.
  package struct Point: Equatable, Sendable {
    package var x: Double
    package var y: Double
    package var low: Double?
    package var high: Double?

    package init(x: Double, y: Double, low: Double? = nil, high: Double? = nil) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }

    /// The interval, when both ends are numbers.
    var interval: (low: Double, high: Double)? {
      guard let low, let high, low.isFinite, high.isFinite else { return nil }
      return (low, high)
    }
  }

  package var name: String
  package var points: [Point]

  package init(_ name: String, _ points: [Point]) {
    self.name = name
    self.points = points
  }

  /// Without the points that are no numbers.
  var drawable: [Point] { points.filter { $0.x.isFinite && $0.y.isFinite } }
}

/// What a panel's y axis counts.
package enum CurveScale: Sendable {
  /// Shares 0…1, written in percent.
  case percent
  /// As they are.
  case number

  var factor: Double { self == .percent ? 100 : 1 }
}

/// What a panel's x axis counts; the text says what, with its unit.
package enum CurveAxis: Sendable {
  case linear(String)
  case logarithmic(String)
  /// Falls from left to right.
  case reversed(String)
  /// Whole numbers only, such as epochs.
  case whole(String)
  /// Names at 0, 1, 2, …: "clean", "20 dB", …
  case categories([String], String)

  var title: String {
    switch self {
    case .linear(let title), .logarithmic(let title), .reversed(let title), .whole(let title), .categories(_, let title): title
    }
  }

  var isLogarithmic: Bool {
    if case .logarithmic = self { true } else { false }
  }
}

/// One system of axes with its curves.
package struct CurvePanel: Sendable {
  /// "by hour in the stream"; may be empty.
  package var title: String
  package var x: CurveAxis
  /// What y is, with its unit: "UAR, %".
  package var yTitle: String
  package var scale: CurveScale
  package var curves: [Curve]
  /// What guessing reaches, in the unit of y: a dashed line.
  package var chance: Double?

  package init(
    title: String = "", x: CurveAxis, yTitle: String, scale: CurveScale = .percent, curves: [Curve], chance: Double? = nil
  ) {
    self.title = title
    self.x = x
    self.yTitle = yTitle
    self.scale = scale
    self.curves = curves
    self.chance = chance
  }
}
