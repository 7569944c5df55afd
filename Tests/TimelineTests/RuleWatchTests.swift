import Testing

@testable import Timeline

/// Alerts, seen through marbles.
@Suite struct RuleWatchTests {
  private static let anger = AlertRule(name: "anger", emotion: 4, above: 0.6, forSeconds: 1, clearBelow: 0.3, clearAfterSeconds: 0.6)

  private static func alerts(_ input: String, _ rule: AlertRule = anger) -> String {
    Marble(input) { $0.rules = [rule] }.alerts
  }

  /// Named from step 9 on (cell 1); a second, 25 steps, later it is raised (step 34).
  @Test func isRaisedAfterItsTime() {
    #expect(Self.alerts("AAAAAAAAAA") == "......!...")
    #expect(Self.alerts("aaaaaaaaaa") == "..........")
    #expect(Self.alerts("SSSSSSSSSS") == "..........")
  }

  @Test func anInterruptionBeginsAnew() {
    #expect(Self.alerts("AAAAAASAAAAAAA") == "............!.")
  }

  @Test func isClearedAfterItsTime() {
    #expect(Self.alerts("AAAAAAAAAASSSSSS") == "......!......\(Self.cleared)..")
    // Between clear and raise it stays.
    #expect(Self.alerts("AAAAAAAAAAaaaaaaaa") == "......!...........")
    // Short relief does not clear it.
    #expect(Self.alerts("AAAAAAAAAASSAASSAA") == "......!...........")
  }

  private static let cleared = "/"

  @Test func anUncertainAnswerStillCounts() {
    var low = Self.anger
    low.above = 0.1
    low.clearBelow = 0.05
    #expect(Self.alerts("??????????", low) == "......!...")
  }

  /// Silence is no anger: 29 steps after the last speech, and 0.6 s, fifteen steps, more.
  @Test func silenceClears() {
    #expect(Self.alerts("AAAAAAAAAA------------") == "......!...........\(Self.cleared)...")
  }

  /// A level of 0 cannot be undercut; silence clears the alert all the same.
  @Test func silenceClearsWhateverTheLevel() {
    var rule = Self.anger
    rule.clearBelow = 0
    #expect(Self.alerts("AAAAAAAAAA------------", rule) == "......!...........\(Self.cleared)...")
    rule.above = 0
    #expect(Self.alerts("----------", rule) == "..........")
  }

  @Test func tellsSinceWhen() throws {
    let alerts = Marble("AAAAAAAAAASSSSSS") { $0.rules = [Self.anger] }.events.compactMap { event -> (Alert, Int64)? in
      if case .alert(let alert) = event.content { (alert, event.tick) } else { nil }
    }
    try #require(alerts.count == 2)
    #expect(alerts[0].0.raised && alerts[0].0.rule == 0)
    #expect(alerts[0].0.sinceTick == 880 + 640 * 9 && alerts[0].1 == 880 + 640 * 34)
    #expect(!alerts[1].0.raised)
    #expect(alerts[1].0.sinceTick == 880 + 640 * 50 && alerts[1].1 == 880 + 640 * 65)
  }

  @Test func rulesDoNotDisturbEachOther() {
    var slow = Self.anger
    slow.forSeconds = 1.4
    let sadness = AlertRule(name: "sadness", emotion: 3, above: 0.6, forSeconds: 0.4, clearBelow: 0.3)
    let marble = Marble("AAAAAAAAAASSSS") { $0.rules = [slow, sadness, Self.anger] }
    let raised = marble.events.compactMap { event -> Int? in
      if case .alert(let alert) = event.content, alert.raised { alert.rule } else { nil }
    }
    #expect(raised == [2, 0, 1])
  }
}
