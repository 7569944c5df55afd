/// One measure of several things that are compared.
package struct ComparisonPanel: Sendable {
  /// - Units: shares of 1 or plain numbers, as the panel's scale says.
  package struct Row: Sendable {
    package var label: String
    package var value: Double
    package var low: Double?
    package var high: Double?

    package init(_ label: String, _ value: Double, low: Double? = nil, high: Double? = nil) {
      self.label = label
      self.value = value
      self.low = low
      self.high = high
    }

    var interval: (low: Double, high: Double)? { Curve.Point(x: 0, y: value, low: low, high: high).interval }
  }

  /// "UAR in the endless stream, %"
  package var title: String
  package var scale: CurveScale
  package var rows: [Row]

  package init(title: String, scale: CurveScale = .percent, rows: [Row]) {
    self.title = title
    self.scale = scale
    self.rows = rows
  }
}

extension Figure {
  /// A dot and its interval a row, a panel a measure: front ends, ablations. Labels stand at the left, or above their row where it is narrow.
  /// - Throws: when no panel has a value.
  package static func comparison(
    _ panels: [ComparisonPanel], name: String, title: String, caption: String
  ) throws(PictureError) -> Figure {
    let panels = panels.filter { $0.rows.contains { $0.value.isFinite } }
    guard !panels.isEmpty else { throw PictureError("\(name): there is no value to compare; measure at least one") }
    let picture = ComparisonPicture(panels: panels, labels: panels.flatMap { $0.rows.map(\.label) }.distinct)
    return Figure(name: name, title: title, caption: caption) { picture.sheet(width: $0, title: $1) }
  }
}
