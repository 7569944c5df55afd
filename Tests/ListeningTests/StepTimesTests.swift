import TestSupport
import Testing

@testable import Listening

@Suite struct StepTimesTests {
  @Test func nothingIsZero() {
    let times = StepTimes()
    let summary = times.summary()
    #expect(summary == (0, 0, 0))
  }

  /// Against the sorted list: a bucket is an eighth of an octave, so a quantile is at most 9.1 % above.
  @Test(arguments: 1...5 as ClosedRange<UInt64>) func quantilesAreWithinABucket(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var times = StepTimes()
    var all: [Int64] = []
    for _ in 0..<5000 {
      let octave = Double.random(in: 10...20, using: &random)
      all.append(Int64(Double(1 << Int(octave)) * (1 + octave - octave.rounded(.down))))
      times.add(nanoseconds: all[all.count - 1])
    }
    all.sort()
    let summary = times.summary()
    for (got, exact) in [(summary.p50, all[2500]), (summary.p99, all[4950])] {
      #expect(got * 1000 >= Float(exact) * 0.9999 && got * 1000 <= Float(exact) * 1.0906)
    }
    #expect(summary.max == Float(all[4999]) / 1000)
  }

  @Test func oneValueIsEveryQuantile() {
    var times = StepTimes()
    times.add(nanoseconds: 31_000)
    let summary = times.summary()
    #expect(summary == (31, 31, 31))
  }

  @Test func extremesFit() {
    var times = StepTimes()
    for time in [Int64.min, -1, 0, 1, 3_000_000_000, Int64.max] { times.add(nanoseconds: time) }
    let summary = times.summary()
    #expect(summary.max == Float(Int64.max) / 1000)
    #expect(summary.p50 <= summary.p99 && summary.p99 <= summary.max)
  }

  @Test func resetForgets() {
    var times = StepTimes()
    times.add(nanoseconds: 1_000_000)
    times.reset()
    times.add(nanoseconds: 1000)
    let summary = times.summary()
    #expect(summary == (1, 1, 1))
  }
}
