/// New thresholds and rules for a timeline that is running, made by one thread and taken up by another that may not touch the heap.
///
/// Whoever makes it keeps it until it has been applied.
public final class TimelineUpdate: Sendable {
  /// The plain numbers that are handed over.
  public struct Parts: BitwiseCopyable, @unchecked Sendable {
    let thresholds: Thresholds
    public let speechThreshold: Float
    // SAFETY: written before the parts exist, only read afterwards, and freed with the update.
    let watches: UnsafeMutablePointer<RuleWatch>  // [ruleCount]
    let ruleCount: Int
  }

  public let parts: Parts

  /// - Parameter names: of each rule its place among the stream's rule names.
  /// - Precondition: at most `Timeline.mostRules` rules, and as many names.
  public init(_ configuration: TimelineConfiguration, names: [Int]) {
    precondition(configuration.rules.count <= Timeline.mostRules && names.count == configuration.rules.count)
    let watches = UnsafeMutablePointer<RuleWatch>.allocate(capacity: max(1, names.count))
    for (index, name) in names.enumerated() { (watches + index).initialize(to: RuleWatch(configuration.rules[index], name: name)) }
    parts = Parts(
      thresholds: Thresholds(configuration), speechThreshold: configuration.speechThreshold, watches: watches, ruleCount: names.count)
  }

  deinit {
    parts.watches.deallocate()
  }
}
