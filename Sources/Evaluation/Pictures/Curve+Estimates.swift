internal import Pictures

extension Curve.Point {
  /// The mean recall of some estimates, with its interval over speakers; no number without any.
  init(x: Double, _ estimates: [Estimate]) {
    let recall = estimates.unweightedRecall(.masked)
    self.init(x: x, y: recall.value ?? .nan, low: recall.interval?.low, high: recall.interval?.high)
  }
}

extension ComparisonPanel.Row {
  /// A figure with its interval; nil when there is none.
  init?(_ label: String, _ measured: Measured) {
    guard let value = measured.value else { return nil }
    self.init(label, value, low: measured.interval?.low, high: measured.interval?.high)
  }
}
