/// Counts of values up to each of some bounds.
package struct Histogram: Equatable, Sendable {
  /// Ascending; the last bucket, +∞, is not among them.
  package let bounds: [Double]
  /// Cumulative, as Prometheus wants them: `[bounds.count + 1]`.
  package private(set) var counts: [UInt64]
  package private(set) var sum = 0.0

  package var count: UInt64 { counts[bounds.count] }

  package init(bounds: [Double]) {
    self.bounds = bounds
    counts = [UInt64](repeating: 0, count: bounds.count + 1)
  }

  package mutating func add(_ value: Double) {
    for (place, bound) in bounds.enumerated() where value <= bound { counts[place] += 1 }
    counts[bounds.count] += 1
    sum += value
  }
}
