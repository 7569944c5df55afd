import Testing

@testable import Timeline

/// Which answer, or which reason for none: Decision, seen through the estimates.
@Suite struct DecisionTests {
  /// 0.4 s of speech are ten steps, counted from the one in which speech is settled: the third cell is the first with a name.
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
    func reading(_ step: Int, _ speech: Float) -> StepReading {
      StepReading(
        endTick: Int64(880 + 640 * step), monotonicNanoseconds: 0, probabilities: SIMD8(repeating: 0.125), gender: [0.5, 0.5],
        speech: speech)
    }
    for step in 0..<50 { _ = decision.step(reading(step, 0), thresholds) }
    #expect(decision.step(reading(50, 1), thresholds).reason == .silence)
    #expect(decision.step(reading(51, 1), thresholds).reason == .silence)
    #expect(abs(decision.step(reading(52, 1), thresholds).speech - 0.488) < 1e-5)
    // The fourth step in a row is speech.
    #expect(decision.step(reading(53, 1), thresholds).reason == .warmingUp)
  }

  /// Speech is counted from where it is settled until a second without any.
  @Test func heardSecondsCountSpeechSinceTheLastSilence() {
    var decision = Decision()
    let thresholds = Thresholds(TimelineConfiguration())
    var tick: Int64 = 240
    func steps(_ count: Int, _ speech: Float) -> Float {
      var heard: Float = 0
      for _ in 0..<count {
        tick += 640
        heard =
          decision.step(
            StepReading(
              endTick: tick, monotonicNanoseconds: 0, probabilities: SIMD8(repeating: 0.125), gender: [0.5, 0.5], speech: speech),
            thresholds
          ).heardSeconds
      }
      return heard
    }
    #expect(steps(10, 0) == 0)
    // The smoothed probability passes one half with the fourth step, which is the first to count.
    #expect(steps(53, 1) == Float(50) / 25)
    #expect(steps(20, 0.1) == Float(50) / 25)
    #expect(steps(10, 0.9) == Float(60) / 25)
    #expect(steps(40, 0) == 0)
    #expect(steps(28, 1) == Float(25) / 25)
    decision.forget(keeping: 0.2)
    #expect(steps(1, 0) == Float(5) / 25)
  }
}
