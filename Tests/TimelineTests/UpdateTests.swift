import Testing

@testable import Timeline

/// Thresholds and rules that change while the stream runs.
@Suite struct UpdateTests {
  private static let anger = AlertRule(name: "anger", emotion: 4, above: 0.6, forSeconds: 0.2, clearBelow: 0.4)

  private static func step(_ timeline: inout Timeline, _ count: Int, from first: Int) -> [Event] {
    var probabilities = SIMD8<Float>(repeating: 0.02)
    probabilities[4] = 0.86
    var events: [Event] = []
    for index in first..<first + count {
      timeline.step(
        StepReading(
          endTick: 880 + 640 * Int64(index), monotonicNanoseconds: 0, probabilities: probabilities, gender: SIMD2(0.5, 0.5), speech: 1))
      while let event = timeline.nextEvent() { events.append(event) }
    }
    return events
  }

  private static func alerts(_ events: [Event]) -> [Alert] {
    events.compactMap { if case .alert(let alert) = $0.content { alert } else { nil } }
  }

  private static func raised() -> (Timeline.Made) {
    var configuration = TimelineConfiguration()
    configuration.rules = [anger]
    return Timeline.Made(configuration)
  }

  @Test func aRuleThatStaysKeepsWhatItHasSeen() {
    let made = Self.raised()
    #expect(Self.alerts(Self.step(&made.timeline, 30, from: 0)).map(\.raised) == [true])
    var configuration = TimelineConfiguration()
    configuration.everySeconds = 0.1
    configuration.rules = [AlertRule(name: "new", emotion: 4, above: 0.5, forSeconds: 0.1, clearBelow: 0.3), Self.anger]
    made.timeline.apply(TimelineUpdate(configuration, names: [1, 0]), tick: 0, monotonicNanoseconds: 0)
    let next = made.timeline.nextEvent()
    #expect(next == nil)
    let later = Self.step(&made.timeline, 30, from: 30)
    // The old one is raised already; the new one is raised under its own name.
    #expect(Self.alerts(later).map(\.rule) == [1])
    #expect(later.count { if case .estimate = $0.content { true } else { false } } >= 10)
  }

  @Test func aRaisedRuleThatIsNoMoreIsCleared() throws {
    let made = Self.raised()
    _ = Self.step(&made.timeline, 30, from: 0)
    made.timeline.apply(TimelineUpdate(TimelineConfiguration(), names: []), tick: 20_000, monotonicNanoseconds: 0)
    let next = made.timeline.nextEvent()
    let event = try #require(next)
    guard case .alert(let alert) = event.content else {
      Issue.record("no alert")
      return
    }
    #expect(!alert.raised && alert.rule == 0 && event.tick == 20_000)
    #expect(Self.alerts(Self.step(&made.timeline, 30, from: 30)).isEmpty)
  }
}

extension Timeline {
  /// A timeline that a test can pass around.
  fileprivate final class Made {
    var timeline: Timeline
    init(_ configuration: TimelineConfiguration) { timeline = Timeline(configuration) }
  }
}
