/// A rectangle on the sheet, in CSS pixels from its left upper corner.
struct Frame: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }
  var middle: (x: Double, y: Double) { ((left + right) / 2, (top + bottom) / 2) }

  init(left: Double, top: Double, width: Double, height: Double) {
    (self.left, self.top, right, bottom) = (left, top, left + width, top + height)
  }

  /// `count` columns of the same width, `gap` apart.
  static func columns(_ count: Int, left: Double, right: Double, gap: Double, top: Double, height: Double) -> [Frame] {
    let width = (right - left - gap * Double(count - 1)) / Double(count)
    return (0..<count).map { Frame(left: left + Double($0) * (width + gap), top: top, width: width, height: height) }
  }

  /// How many of `count` stand in a row when at most `limit` do and the rows are about as long.
  static func perRow(_ count: Int, limit: Int) -> Int {
    let rows = (count + limit - 1) / limit
    return (count + rows - 1) / rows
  }
}
