import HeapProbe
import TestSupport
import Testing

@testable import Timeline

@Suite struct TimelineTests {
  private static func reading(_ step: Int, speech: Float = 1) -> StepReading {
    let end = Int64(880 + 640 * step)
    return StepReading(
      endTick: end, monotonicNanoseconds: end * 62_500, probabilities: [0.02, 0.02, 0.02, 0.02, 0.86, 0.02, 0.02, 0.02],
      gender: [0.9, 0.1], speech: speech)
  }

  private static func drain(_ timeline: inout Timeline) -> [Event] {
    var events: [Event] = []
    while let event = timeline.nextEvent() { events.append(event) }
    return events
  }

  private static func isEstimate(_ event: Event) -> Bool {
    if case .estimate = event.content { true } else { false }
  }

  /// The state after the last whole step that ends by k·every, and one after the first step.
  @Test(arguments: [0.1, 0.12, 0.5, 0.7, 1, 2.5, 60]) func estimatesComeAtTheirTimes(every: Double) {
    var configuration = TimelineConfiguration()
    configuration.everySeconds = every
    var timeline = Timeline(configuration)
    var ticks: [Int64] = []
    let count = 2000
    for step in 0..<count {
      timeline.step(Self.reading(step))
      ticks += Self.drain(&timeline).filter(Self.isEstimate).map(\.tick)
    }
    let ends = (0..<count).map { Int64(880 + 640 * $0) }
    // By definition; the last end by k·every is known to be the last once the next step would end later.
    var expected: [Int64] = [880]
    for k in 1... {
      let limit = Int64((Double(k) * every * 16_000).rounded())
      if limit >= ends[count - 1] + 640 { break }
      if let last = ends.last(where: { $0 <= limit }), last != expected.last { expected.append(last) }
    }
    #expect(ticks == expected)
  }

  @Test func theFirstEstimateIsWarmingUpAndTheLastComesAtTheEnd() throws {
    var timeline = Timeline(TimelineConfiguration())
    timeline.start(monotonicNanoseconds: 5)
    timeline.step(Self.reading(0))
    for step in 1..<4 { timeline.step(Self.reading(step)) }
    timeline.stop(Stop(cause: .endOfInput, steps: 4, lostSamples: 0), tick: 3000, monotonicNanoseconds: 9)
    let events = Self.drain(&timeline)
    try #require(events.count == 4)
    guard case .start = events[0].content, case .estimate(let first) = events[1].content, case .estimate = events[2].content,
      case .stop(let stop) = events[3].content
    else {
      Issue.record("\(events)")
      return
    }
    #expect(first.reason == .warmingUp && first.emotion == nil && first.top == 4)
    #expect(events.map(\.tick) == [0, 880, 880 + 3 * 640, 3000])
    #expect(events[2].monotonicNanoseconds == (880 + 3 * 640) * 62_500)
    #expect(stop.cause == .endOfInput && stop.steps == 4)
  }

  @Test func anEstimateAtTheVeryEndIsNotSentTwice() {
    var configuration = TimelineConfiguration()
    configuration.everySeconds = 0.1
    var timeline = Timeline(configuration)
    // Steps 0 (first) and 1 (ends at 95 ms, the last by 100 ms) are sent.
    for step in 0..<2 { timeline.step(Self.reading(step)) }
    timeline.stop(Stop(cause: .endOfInput, steps: 2, lostSamples: 0), tick: 2000, monotonicNanoseconds: 9)
    #expect(Self.drain(&timeline).filter(Self.isEstimate).count == 2)
  }

  @Test func anEmptyStreamHasNoEstimate() {
    var timeline = Timeline(TimelineConfiguration())
    timeline.start(monotonicNanoseconds: 0)
    timeline.stop(Stop(cause: .interrupt, steps: 0, lostSamples: 0), tick: 100, monotonicNanoseconds: 1)
    #expect(Self.drain(&timeline).map(\.sequence) == [0, 1])
    let (latest, latestSpoken) = (timeline.latest, timeline.latestSpoken)
    #expect(latest == nil && latestSpoken == nil)
  }

  @Test func numbersHaveNoHole() {
    var configuration = TimelineConfiguration()
    configuration.rules = [AlertRule(name: "a", emotion: 4, above: 0.6, forSeconds: 1, clearBelow: 0.3)]
    var timeline = Timeline(configuration)
    var events: [Event] = []
    timeline.start(monotonicNanoseconds: 0)
    for step in 0..<300 {
      timeline.step(Self.reading(step, speech: step / 100 == 1 ? 0 : 1))
      if step % 50 == 0 {
        let tick = Int64(880 + 640 * step)
        let gap = Gap(lostSamples: 10, rateHz: 16_000, cause: .ringFull, state: .carried)
        timeline.gap(gap, keeping: 1, endTick: tick, monotonicNanoseconds: 1)
        timeline.device(Device(restored: true, code: 0), tick: tick, monotonicNanoseconds: 1)
        let health = Health(uptimeSeconds: 1, steps: 1, lostSamples: 0, stepMicroseconds: (1, 2, 3))
        timeline.health(health, tick: tick, monotonicNanoseconds: 1)
      }
      events += Self.drain(&timeline)
    }
    #expect(events.count > 40)
    #expect(events.map(\.sequence) == (0..<UInt64(events.count)).map { $0 })
  }

  @Test func latestSpokenStaysWhenSpeechEnds() throws {
    var timeline = Timeline(TimelineConfiguration())
    for step in 0..<30 { timeline.step(Self.reading(step)) }
    let latestSpoken = timeline.latestSpoken
    let spoken = try #require(latestSpoken)
    while timeline.nextEvent() != nil {}
    for step in 30..<90 {
      timeline.step(Self.reading(step, speech: 0.1))
      while timeline.nextEvent() != nil {}
    }
    let (latest, still) = (timeline.latest, timeline.latestSpoken)
    #expect(latest?.reason == .silence)
    #expect(still?.emotion == 4 && still?.heardSeconds == spoken.heardSeconds)
  }

  /// A microphone that is gone takes with it what was settled and raised, and no estimate of before comes after it.
  @Test func aLostDeviceLeavesNothingStanding() throws {
    var configuration = TimelineConfiguration()
    configuration.rules = [AlertRule(name: "anger", emotion: 4, above: 0.5, forSeconds: 0.2, clearBelow: 0.1)]
    var timeline = Timeline(configuration)
    _ = Marble("AAAAAAAA", &timeline)
    timeline.device(Device(restored: false, code: -19), tick: 30_000, monotonicNanoseconds: 7)
    timeline.stop(Stop(cause: .terminate, steps: 40, lostSamples: 0), tick: 30_000, monotonicNanoseconds: 8)
    var kinds: [String] = []
    while let event = timeline.nextEvent() {
      #expect(event.tick == 30_000)
      switch event.content {
      case .device: kinds.append("device")
      case .change(let change): kinds.append("change \(change.from) \(change.to)")
      case .alert(let alert): kinds.append("alert \(alert.raised)")
      case .stop: kinds.append("stop")
      default: kinds.append("other")
      }
    }
    #expect(kinds == ["device", "change 4 -1", "alert false", "stop"])
  }

  @Test func tooManyRulesAreACallersBug() async {
    await #expect(processExitsWith: .failure) {
      var configuration = TimelineConfiguration()
      let rule = AlertRule(name: "a", emotion: 0, above: 0.5, forSeconds: 1, clearBelow: 0.1)
      configuration.rules = Array(repeating: rule, count: Timeline.mostRules + 1)
      _ = Timeline(configuration)
    }
  }

  /// The most events that one step can bring fit into the queue.
  @Test func allRulesMayTurnAtOnce() {
    var configuration = TimelineConfiguration()
    let rule = AlertRule(name: "a", emotion: 4, above: 0.5, forSeconds: 0, clearBelow: 0.1)
    configuration.rules = Array(repeating: rule, count: Timeline.mostRules)
    configuration.holdSeconds = 0
    configuration.everySeconds = 0.1
    var timeline = Timeline(configuration)
    var most = 0
    for step in 0..<20 {
      timeline.step(Self.reading(step))
      most = max(most, Self.drain(&timeline).count)
    }
    #expect(most >= Timeline.mostRules + 1)
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func allocatesNothingWhileItRuns() {
    var configuration = TimelineConfiguration()
    configuration.rules = [AlertRule(name: "a", emotion: 4, above: 0.6, forSeconds: 1, clearBelow: 0.3)]
    var timeline = Timeline(configuration)
    var (calls, events) = (0, 0)
    // Made before: a debug build makes a vector's literal through an array.
    let readings = (0..<1000).map { Self.reading($0, speech: $0 / 100 % 2 == 0 ? 1 : 0) }
    for round in 0..<2 {
      if round == 1 { heap_probe_begin() }
      timeline.start(monotonicNanoseconds: 0)
      var step = 0
      while step < 500 {
        timeline.step(readings[round * 500 + step])
        while timeline.nextEvent() != nil { events += 1 }
        step += 1
      }
      let gap = Gap(lostSamples: 10, rateHz: 16_000, cause: .ringFull, state: .carried)
      timeline.gap(gap, keeping: 0.5, endTick: 1_000_000, monotonicNanoseconds: 1)
      timeline.device(Device(restored: true, code: 0), tick: 1_000_000, monotonicNanoseconds: 1)
      timeline.stop(Stop(cause: .endOfInput, steps: 1, lostSamples: 0), tick: 1_000_000, monotonicNanoseconds: 1)
      while timeline.nextEvent() != nil { events += 1 }
      if round == 1 { calls = heap_probe_end() }
    }
    #expect(calls == 0)
    #expect(events > 80)
  }
}
