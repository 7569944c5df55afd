import EventReading
import Testing

@testable import Watching

@Suite struct WatchStateTests {
  private func source(_ body: (inout Made) -> Void) throws -> WatchedSource {
    var made = Made()
    made.start()
    body(&made)
    return try #require(made.state.source)
  }

  @Test func anAnswerLastsAsLongAsItIsValid() throws {
    let source = try source { $0.estimate("happy", 0.6, at: 3) }
    #expect(source.answer(at: 3) == .named("happy", confidence: 0.6))
    #expect(source.answer(at: 4) == .named("happy", confidence: 0.6))
    #expect(source.answer(at: 4.01) == .stale)
    #expect(source.freshEstimate(at: 4.01) == nil)
  }

  @Test func aLostMicrophoneHasNoAnswerUntilANewOneComes() throws {
    var made = Made()
    made.start()
    made.estimate("happy", 0.6, at: 3)
    made.add("device", at: 3, #""state":"lost","error":"gone""#)
    #expect(made.state.source?.answer(at: 3) == .microphoneLost)
    made.add("device", at: 3.1, #""state":"restored","error":null"#)
    #expect(made.state.source?.answer(at: 3.1) == WatchedSource.Answer.none)
  }

  @Test func theHeartbeatsOwnIntervalCounts() throws {
    let source = try source { made in
      for second in [1.0, 2, 3] { made.health(at: second) }
    }
    #expect(source.silence(at: 4) == nil)
    #expect(source.silence(at: 4.2).map { ($0 * 10).rounded() } == 12)
    #expect(try self.source { _ in }.silence(at: 10.9) == nil)
    #expect(try self.source { _ in }.silence(at: 11.1) != nil)
  }

  @Test func alertsStayUntilTheyAreCleared() throws {
    var made = Made()
    made.start()
    for rule in ["one", "two"] { made.add("alert", at: 1, #""rule":"\#(rule)","state":"raised","since_s":0"#) }
    made.add("alert", at: 2, #""rule":"one","state":"cleared","since_s":0"#)
    #expect(made.state.source?.alerts == ["two"])
    made.add("stop", at: 3, #""reason":"SIGTERM""#)
    #expect(made.state.source?.alerts == [])
    #expect(made.state.source?.answer(at: 3) == .ended)
  }

  @Test func aStreamThatIsCutOffSaysSo() throws {
    var made = Made()
    made.start()
    made.estimate("happy", 0.6, at: 1)
    made.state.end()
    #expect(made.state.source?.answer(at: 1) == .ended)
    #expect(made.state.source?.notes.first?.text == "ended without a stop")
  }

  @Test func lossesAndHolesAddUp() throws {
    let gap = #""lost_samples":800,"lost_ms":50,"cause":"overrun","lstm":"carried","merged":1,"dropped":3"#
    let source = try source { made in
      for _ in 0..<2 { made.add("gap", at: 1, gap) }
    }
    #expect(source.lostMilliseconds == 100 && source.dropped == 6)
  }

  @Test func inputsAreToldApartBySourceAndChannel() {
    var made = Made()
    for origin in [#""source":"a.wav","channel":1"#, #""source":"a.wav","channel":2"#, #""source":"b.wav","channel":1"#] {
      made.origin = origin
      made.start("a.wav")
      made.start("a.wav")
    }
    #expect(made.state.sources.map(\.name) == ["a.wav channel 1", "a.wav channel 2", "b.wav channel 1"])
    made.state.selectNext()
    made.state.select(7)
    #expect(made.state.selected == 1)
  }

  @Test func thePeakStandsAndThenFalls() throws {
    var made = Made()
    made.start()
    made.level(-20, peak: -6, at: 1)
    made.level(-50, peak: -40, at: 1.1)
    let level = try #require(made.state.source?.level)
    #expect(level.hold(at: 2.4) == -6)
    #expect(abs(level.hold(at: 3) + 16) < 1e-9)
    #expect(level.hold(at: 60) == -40)
    #expect(!level.isClipped(at: 1.1) && level.isFresh(at: 2) && !level.isFresh(at: 2.2))
    made.level(-3, peak: 0, at: 1.2)
    made.level(-50, peak: -40, at: 1.3)
    let clipped = try #require(made.state.source?.level)
    #expect(clipped.isClipped(at: 3.1) && !clipped.isClipped(at: 3.3))
  }

  @Test func theStripHoldsTheLastMinute() throws {
    var made = Made()
    made.start()
    for second in 0..<170 { made.estimate("calm", 0.5, at: Double(second)) }
    for second in 170..<200 { made.estimate(nil, 0.5, at: Double(second), reason: "silence") }
    let history = try #require(made.state.source?.history)
    let strip = history.strip(until: 199, pieces: 60)
    #expect(strip.count == 60)
    #expect(strip.prefix(30).allSatisfy { $0?.emotion == "calm" })
    #expect(strip.suffix(30).allSatisfy { $0?.reason == "silence" })
    // Twice as fine: an answer holds as long as it is valid.
    #expect(history.strip(until: 199, pieces: 120).allSatisfy { $0 != nil })
    #expect(AnswerHistory().strip(until: 0, pieces: 3) == [nil, nil, nil])
  }
}
