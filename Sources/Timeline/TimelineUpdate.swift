/// New thresholds and rules for a timeline that is running: plain numbers, so that they can be handed over and taken up without the heap.
public struct TimelineUpdate: BitwiseCopyable, Sendable {
  let thresholds: Thresholds
  public let speechThreshold: Float
  /// `ruleCount` of them are meant.
  let watches: InlineArray<32, RuleWatch>
  let ruleCount: Int

  /// - Parameter names: of each rule its place among the stream's rule names.
  /// - Precondition: at most `Timeline.mostRules` rules, and as many names.
  public init(_ configuration: TimelineConfiguration, names: [Int]) {
    precondition(configuration.rules.count <= Timeline.mostRules && names.count == configuration.rules.count)
    thresholds = Thresholds(configuration)
    speechThreshold = configuration.speechThreshold
    ruleCount = names.count
    let none = AlertRule(name: "", emotion: 0, above: 1, forSeconds: 0, clearBelow: 0)
    watches = InlineArray { index in
      index < names.count ? RuleWatch(configuration.rules[index], name: names[index]) : RuleWatch(none, name: 0)
    }
  }
}
