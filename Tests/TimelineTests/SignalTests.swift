import Testing

@testable import Timeline

@Suite struct SignalTests {
  private static func reading(_ step: Int) -> StepReading {
    let end = Int64(880 + 640 * step)
    return StepReading(
      endTick: end, monotonicNanoseconds: end * 62_500, probabilities: [0.02, 0.02, 0.02, 0.02, 0.86, 0.02, 0.02, 0.02],
      gender: [0.9, 0.1], speech: 1)
  }

  private static func drain(_ timeline: inout Timeline) -> [Event] {
    var events: [Event] = []
    while let event = timeline.nextEvent() { events.append(event) }
    return events
  }

  /// What was settled and raised is left at once; estimates are withheld until the signal is well, and come back then.
  @Test func aBadSignalWithholdsEverything() throws {
    var configuration = TimelineConfiguration()
    configuration.rules = [AlertRule(name: "anger", emotion: 4, above: 0.5, forSeconds: 0.2, clearBelow: 0.1)]
    var timeline = Timeline(configuration)
    for step in 0..<60 {
      timeline.step(Self.reading(step))
      _ = Self.drain(&timeline)
    }
    timeline.signal(Signal(.clipping, isBad: true, value: 0.05, level: 1), tick: 40_000, monotonicNanoseconds: 9)
    let kinds = Self.drain(&timeline).map { event -> String in
      #expect(event.tick == 40_000 && event.monotonicNanoseconds == 9)
      switch event.content {
      case .signal(let signal): return "\(signal.state)"
      case .change(let change): return "change \(change.from) \(change.to)"
      case .alert(let alert): return "alert \(alert.raised)"
      default: return "other"
      }
    }
    #expect(kinds == ["clipping", "change 4 -1", "alert false"])
    var later: [Event] = []
    for step in 60..<120 {
      timeline.step(Self.reading(step))
      later += Self.drain(&timeline)
    }
    #expect(later.count == 5)
    for event in later {
      guard case .estimate(let estimate) = event.content else {
        Issue.record("\(event)")
        continue
      }
      #expect(estimate.reason == .badSignal && estimate.emotion == nil)
    }
    timeline.signal(Signal(.ok, isBad: false), tick: 80_000, monotonicNanoseconds: 10)
    for step in 120..<150 { timeline.step(Self.reading(step)) }
    let latest = timeline.latest
    #expect(latest?.emotion == 4)
  }

  @Test func whatIsOnlyToldWithholdsNothing() {
    var timeline = Timeline(TimelineConfiguration())
    for step in 0..<60 { timeline.step(Self.reading(step)) }
    _ = Self.drain(&timeline)
    timeline.signal(Signal(.dcOffset, isBad: false, value: 0.05), tick: 40_000, monotonicNanoseconds: 9)
    #expect(Self.drain(&timeline).count == 1)
    timeline.step(Self.reading(60))
    let latest = timeline.latest
    #expect(latest?.emotion == 4)
  }

  /// The sentences, to the byte.
  @Test(arguments: [
    (Signal(.clipping, isBad: true, value: 0.021, level: 1), "clipping", "2.1 % of samples at full scale"),
    (Signal(.clipping, isBad: true, value: 0.05, level: 0.32), "clipping", "5.0 % of samples at 0.32 of full scale"),
    (Signal(.dead, isBad: true, value: 0), "dead", "every sample is 0.0000"),
    (Signal(.stuckBits, isBad: true, value: 4), "stuck-bits", "the bit 4 below the sign bit never changes"),
    (Signal(.stuckBits, isBad: true, value: 0), "stuck-bits", "the sign bit never changes"),
    (Signal(.hum, isBad: true, value: 3.24, level: 50), "hum", "50 Hz hum 3.2 dB above everything else"),
    (Signal(.tooQuiet, isBad: true, value: -71.3), "too-quiet", "-71.3 dBFS at its loudest"),
    (
      Signal(.wrongRate, isBad: true, value: 41), "wrong-rate", "voices at 41 Hz: the device's rate is likely three times the one it states"
    ),
    (Signal(.dcOffset, isBad: false, value: -0.051), "dc-offset", "offset of -0.051 of full scale"),
    (Signal(.deadChannel, isBad: false, channels: 0b10 | 0b101 << 8), "dead-channel", "silent: channel 2; with sound: 1, 3"),
    (Signal(.swappedChannel, isBad: true, channels: 1 | 2 << 8 | 1 << 16), "swapped-channel", "channel 1 is silent; with sound: 2"),
    (Signal(.ok, isBad: false), "ok", "well again"),
  ])
  func line(signal: Signal, state: String, detail: String) {
    #expect(
      EventLineTests.line(.signal(signal), seq: 11) == #"{"type":"signal","seq":11,"# + EventLineTests.head
        + #","state":"\#(state)","detail":"\#(detail)"}"# + "\n")
  }
}
