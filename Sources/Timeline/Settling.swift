/// The settled emotion, with hysteresis: it changes when another one has held long enough, and goes when it has faded long enough.
///
///     none ──(p ≥ enter for hold)──▶ A ──(other p ≥ enter for hold)──▶ B ──(p < leave, or unknown, for hold)──▶ none
struct Settling: BitwiseCopyable {
  /// −1: none.
  private(set) var settled = -1
  /// What would be settled next, and since when.
  private var candidate = -1
  private var candidateSince: Int64 = 0

  /// - Returns: the change, when this step brings one.
  @_noLocks mutating func step(_ estimate: Estimate, at tick: Int64, _ thresholds: Thresholds) -> Change? {
    let wanted = wanted(estimate, thresholds)
    if wanted != candidate {
      candidate = wanted
      candidateSince = tick
    }
    guard candidate != settled, tick - candidateSince >= thresholds.holdTicks else { return nil }
    let change = Change(
      from: settled, to: candidate, confidence: estimate.probabilities[candidate >= 0 ? candidate : settled])
    settled = candidate
    return change
  }

  /// Settles on none at once.
  @_noLocks mutating func leave(_ estimate: Estimate) -> Change? {
    candidate = -1
    guard settled >= 0 else { return nil }
    let change = Change(from: settled, to: -1, confidence: estimate.probabilities[settled])
    settled = -1
    return change
  }

  /// What this step alone speaks for.
  @_noLocks private func wanted(_ estimate: Estimate, _ thresholds: Thresholds) -> Int {
    if case .some = estimate.reason { return -1 }
    if estimate.probabilities[estimate.top] >= thresholds.enterConfidence { return estimate.top }
    if settled >= 0, estimate.probabilities[settled] >= thresholds.leaveConfidence { return settled }
    return -1
  }
}
