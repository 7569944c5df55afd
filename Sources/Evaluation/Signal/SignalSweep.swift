internal import Signal

/// One threshold in several positions, the most sensitive first: a receiver operating characteristic.
struct SignalSweep: Sendable {
  var state: SignalState
  var values: [String]
  var thresholds: [SignalThresholds]
  /// Which position is the product's.
  var own: Int

  private init(_ state: SignalState, _ key: WritableKeyPath<SignalThresholds, Float>, _ values: [Float]) {
    self.state = state
    self.values = values.map { "\($0)" }
    thresholds = values.map { value in
      var thresholds = SignalThresholds()
      thresholds[keyPath: key] = value
      return thresholds
    }
    let product = SignalThresholds()[keyPath: key]
    own = values.firstIndex(of: product) ?? -1
  }

  /// The position that finds most of those that tell least falsely; of equal ones the product's, or the nearest to it.
  /// - Parameters:
  ///   - told: false signals at each position.
  ///   - found: pieces in which a fault was found, at each position.
  func choice(told: [Int], found: [Int]) -> Int {
    let least = told.min() ?? 0
    let allowed = told.indices.filter { told[$0] == least }
    let most = allowed.map { found[$0] }.max() ?? 0
    return allowed.filter { found[$0] == most }.min { abs($0 - own) < abs($1 - own) } ?? own
  }

  static var all: [SignalSweep] {
    [
      SignalSweep(.dead, \.deadSeconds, [0.3, 0.5, 1, 2, 3, 4]), SignalSweep(.stuckBits, \.stuckSeconds, [1, 2, 3, 5]),
      SignalSweep(.wrongRate, \.slowness, [0, 1, 2, 3, 4, 5, 5.5, 6, 7, 8]),
      SignalSweep(.clipping, \.clippedShare, [0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.04]),
      SignalSweep(.hum, \.humDecibels, [-15, -10, -6, -3, 0, 3, 6]),
      SignalSweep(.tooQuiet, \.quietDecibels, [-50, -54, -58, -62, -66, -70, -74]),
      SignalSweep(.dcOffset, \.offset, [0.001, 0.002, 0.005, 0.01, 0.015, 0.02, 0.04]),
    ]
  }
}
