import TestSupport
import Testing

@testable import Capture

@Suite struct StampClockTests {
  private let clock = StampClock(rateHz: 16_000, periodFrames: 320)
  private let now: Int64 = 1_000_000_000_000

  @Test func aStampIsTakenAtItsWord() {
    #expect(clock.captured(stamp: now - 3_000_000, framesBehind: 160, now: now, started: 0) == now - 13_000_000)
    #expect(clock.captured(stamp: now, framesBehind: 0, now: now, started: 0) == now)
  }

  /// Zero, another clock, a jump of an hour, a second or a tenth of one, forwards or back.
  @Test(arguments: [
    0, 1_790_000_000_000_000_000, 1_003_600_000_000_000, 1_001_000_000_000, 1_000_100_000_000, 999_900_000_000, 999_000_000_000,
  ])
  func aStampThatCannotBeIsReplacedByNow(stamp: Int64) {
    #expect(clock.captured(stamp: stamp, framesBehind: 320, now: now, started: 0) == now - 20_000_000)
  }

  @Test(arguments: [(-1, 0), (Int64.min, 0), (Int64.max, 32_000), (1_000_000, 32_000)] as [(Int64, Int64)])
  func aDelayThatCannotBeIsBounded(frames: Int64, taken: Int64) {
    #expect(clock.captured(stamp: now, framesBehind: frames, now: now, started: 0) == now - taken * 62_500)
  }

  @Test func nothingWasCapturedBeforeTheStart() {
    #expect(clock.captured(stamp: now, framesBehind: 16_000, now: now, started: now - 300_000_000) == now - 300_000_000)
  }

  /// The law that the accounting of losses stands on: whatever the stamps say, a sample is moved by two periods at most.
  @Test func noSequenceOfJumpsMovesASampleByMoreThanTwoPeriods() {
    var random = SplitMix64(seed: 11)
    for _ in 0..<100_000 {
      let behind = Int64(random.next() % 640)
      let truth = now - behind * 62_500
      let jump = Int64(truncatingIfNeeded: random.next() >> (random.next() % 64)) % 10_000_000_000
      let captured = clock.captured(stamp: now + jump, framesBehind: behind, now: now, started: 0)
      #expect(abs(captured - truth) <= 45_000_000)
    }
  }
}
