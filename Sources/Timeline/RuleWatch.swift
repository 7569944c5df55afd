/// One alert rule at work: raised when its condition has held for long enough, cleared when it has been gone for long enough.
struct RuleWatch: BitwiseCopyable, Sendable {
  /// Which of the stream's rule names it has.
  let name: Int
  private let emotion: Int
  private let above: Float
  private let clearBelow: Float
  private let raiseTicks: Int64
  private let clearTicks: Int64
  private var raised = false
  /// Since when the opposite of `raised` has held.
  private var since: Int64?

  init(_ rule: AlertRule, name: Int) {
    self.name = name
    emotion = rule.emotion
    above = rule.above
    clearBelow = rule.clearBelow
    raiseTicks = ticks(rule.forSeconds)
    clearTicks = ticks(rule.clearAfterSeconds)
  }

  /// Goes on as `other`, when that watches the same rule.
  /// - Returns: whether it does.
  @_noLocks mutating func takeOver(_ other: RuleWatch) -> Bool {
    let isSame =
      name == other.name && emotion == other.emotion && above == other.above && clearBelow == other.clearBelow
      && raiseTicks == other.raiseTicks && clearTicks == other.clearTicks
    if isSame { self = other }
    return isSame
  }

  /// Clears the rule at once.
  /// - Returns: whether it was raised.
  @_noLocks mutating func clear() -> Bool {
    since = nil
    guard raised else { return false }
    raised = false
    return true
  }

  /// - Returns: since when the condition (or its end) has held, when this step raises (or clears) the rule.
  @_noLocks mutating func step(_ estimate: Estimate, at tick: Int64) -> (raised: Bool, since: Int64)? {
    let isKnown: Bool
    switch estimate.reason {
    case nil, .uncertain: isKnown = true
    default: isKnown = false
    }
    let probability = estimate.probabilities[emotion]
    let turns = raised ? !isKnown || probability < clearBelow : isKnown && probability >= above
    guard turns else {
      since = nil
      return nil
    }
    let began = since ?? tick
    since = began
    guard tick - began >= (raised ? clearTicks : raiseTicks) else { return nil }
    raised.toggle()
    since = nil
    return (raised, began)
  }
}
