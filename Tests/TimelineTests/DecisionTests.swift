import Testing

@testable import Timeline

/// Which answer, or which reason for none: Decision, seen through the estimates.
@Suite struct DecisionTests {
  /// 0.4 s of speech are ten steps: the third cell's estimate, after the fourteenth, is the first with a name.
  @Test func warmsUpBeforeItNames() {
    #expect(Marble("AAAAA").estimates == "[ww]waaa")
    #expect(Marble("AAAAA") { $0.warmUpSeconds = 0.04 }.estimates == "[wa]aaaa")
  }

  @Test func silenceIsNeverNamed() {
    #expect(Marble("-----").estimates == "[w_]____")
    #expect(Marble("AAA--------AA").estimates == "[ww]waaaaaa___ww")
  }

  /// A second after the last speech the answer is silence; the smoothing of 0.2 s adds three steps.
  @Test func silenceComesAfterItsTime() {
    #expect(Marble("AAAA----------").estimates == "[ww]waaaaaaa_____")
    #expect(Marble("AAAA------") { $0.silenceAfterSeconds = 0.2 }.estimates == "[ww]waaa_____")
  }

  @Test func flatProbabilitiesAreUncertain() {
    #expect(Marble("AAAA??AA").estimates == "[ww]waa~~aa")
    #expect(Marble("AAAA??AA") { $0.uncertainBelow = 0.1 }.estimates == "[ww]waannaa")
    #expect(Marble("aaaa") { $0.uncertainBelow = 0.41 }.estimates == "[ww]w~~")
  }

  @Test func aGapThatKeepsTheStateKeepsTheAnswer() {
    #expect(Marble("AAAAxAA").estimates == "[ww]waa.aa")
  }

  @Test func aResetIsToldAsAGapUntilEnoughWasHeard() {
    #expect(Marble("AAAArSSSS").estimates == "[ww]waa.ggss")
    #expect(Marble("AAAAr----").estimates == "[ww]waa.____")
    #expect(Marble("AAAAr--SSSS").estimates == "[ww]waa.__ggss")
  }

  /// One step's blip is no speech: the smoothed probability decides about silence.
  @Test func aBlipIsNoSpeech() {
    var decision = Decision()
    let thresholds = Thresholds(TimelineConfiguration())
    for step in 0..<50 { _ = decision.step(Self.reading(step, 0), thresholds) }
    #expect(decision.step(Self.reading(50, 1), thresholds).reason == .silence)
    #expect(decision.step(Self.reading(51, 1), thresholds).reason == .silence)
    #expect(abs(decision.step(Self.reading(52, 1), thresholds).speech - 0.488) < 1e-5)
    // The fourth step in a row is speech.
    #expect(decision.step(Self.reading(53, 1), thresholds).reason == .warmingUp)
  }

  /// Exactly ten steps, although 0.04 ten times added up is less than 0.4.
  @Test(arguments: [(0.04, 1), (0.4, 10), (0.41, 11), (0.8, 20), (2, 50)] as [(Float, Int)])
  func theWarmUpIsWholeSteps(seconds: Float, steps: Int) {
    var configuration = TimelineConfiguration()
    configuration.warmUpSeconds = seconds
    configuration.uncertainBelow = 0
    let thresholds = Thresholds(configuration)
    var decision = Decision()
    let named = (1...100).first { decision.step(Self.reading($0, 1), thresholds).reason == nil }
    // The stream's first step is always warming up.
    #expect(named == max(2, steps))
  }

  /// `heard_s` counts speech since the last silence, and a state that fades takes its share of it.
  @Test func heardSecondsCountSinceTheLastSilence() {
    var decision = Decision()
    let thresholds = Thresholds(TimelineConfiguration())
    var heard: [Float] = []
    for step in 0..<100 { heard.append(decision.step(Self.reading(step, step < 20 || step % 2 == 0 ? 0.9 : 0.4), thresholds).heardSeconds) }
    #expect(abs(heard[19] - 0.8) < 1e-6 && abs(heard[99] - 2.4) < 1e-6)
    // 25 steps after the last speech the answer still rests on it; then silence begins anew.
    for step in 100..<200 { heard.append(decision.step(Self.reading(step, 0), thresholds).heardSeconds) }
    #expect(abs(heard[120] - 2.4) < 1e-6 && heard[199] == 0)
    for step in 200..<230 { heard.append(decision.step(Self.reading(step, 1), thresholds).heardSeconds) }
    // The first three are below the smoothed threshold, and so still silence.
    #expect(abs(heard[229] - 27 * 0.04) < 1e-6)
    decision.forget(keeping: 0.25)
    #expect(abs(decision.step(Self.reading(230, 0), thresholds).heardSeconds - 27 * 0.01) < 1e-6)
  }

  private static func reading(_ step: Int, _ speech: Float) -> StepReading {
    StepReading(
      endTick: Int64(880 + 640 * step), monotonicNanoseconds: 0, probabilities: SIMD8(repeating: 0.125), gender: [0.5, 0.5],
      speech: speech)
  }
}
