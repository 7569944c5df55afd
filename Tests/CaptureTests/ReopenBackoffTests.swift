import Testing

@testable import Capture

@Suite struct ReopenBackoffTests {
  private let second: Int64 = 1_000_000_000

  @Test func anAbsentDeviceIsTriedOftenEnoughToBeBackWithinASecond() {
    var backoff = ReopenBackoff()
    backoff.lost(at: 0)
    #expect((0..<6).map { _ in backoff.next() / 1_000_000 } == [100, 200, 400, 800, 800, 800])
  }

  @Test func aDeviceThatComesAndGoesIsTriedMoreAndMoreSeldom() {
    var backoff = ReopenBackoff()
    var waits: [Int64] = []
    for turn in 0..<8 {
      let now = Int64(turn) * 9 * second
      backoff.lost(at: now)
      waits.append(backoff.next() / 1_000_000)
      backoff.restored(at: now + 1)
    }
    #expect(waits == [100, 200, 400, 800, 1600, 3200, 5000, 5000])
  }

  @Test func tenGoodSecondsAreForgiveness() {
    var backoff = ReopenBackoff()
    for turn in 0..<5 {
      backoff.lost(at: Int64(turn) * second)
      backoff.restored(at: Int64(turn) * second + 1)
    }
    backoff.lost(at: 20 * second)
    #expect(backoff.next() == second / 10)
  }

  @Test func tenRestartsAtOnceAndOneASecond() {
    var backoff = ReopenBackoff()
    #expect((0..<11).map { _ in backoff.mayRestart(at: second) } == Array(repeating: true, count: 10) + [false])
    var steady = ReopenBackoff()
    #expect((0..<1000).allSatisfy { steady.mayRestart(at: Int64($0) * second) })
    var storm = ReopenBackoff()
    #expect((0..<40).count { storm.mayRestart(at: Int64($0) * second / 20) } < 13)
  }
}
