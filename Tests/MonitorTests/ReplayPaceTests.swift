import Monitor
import Synchronization
import Testing

/// Lines come when they are due, at any speed.
@Suite struct ReplayPaceTests {
  /// A clock that only moves when somebody sleeps.
  private final class SleepersClock: Clock {
    struct Instant: InstantProtocol {
      var offset: Duration
      func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
      func duration(to other: Instant) -> Duration { other.offset - offset }
      static func < (one: Instant, other: Instant) -> Bool { one.offset < other.offset }
    }

    private let time = Mutex(Instant(offset: .zero))
    var now: Instant { time.withLock { $0 } }
    let minimumResolution = Duration.zero
    func sleep(until deadline: Instant, tolerance: Duration?) async throws { time.withLock { $0 = max($0, deadline) } }
  }

  private func times(_ lines: [String], speed: Double) async throws -> [Double] {
    let clock = SleepersClock()
    var rest = lines[...]
    var times: [Double] = []
    try await ReplayPace.run(speed: speed, clock: clock) {
      rest.popFirst().map { Array($0.utf8) }
    } take: { _ in
      times.append(clock.now.offset / .seconds(1))
    }
    return times
  }

  @Test(arguments: [1, 10, 0.5]) func keepsTheStreamsTime(speed: Double) async throws {
    let lines = [Lines.start(), Lines.estimate(0.055), Lines.estimate(0.5), Lines.gap(7, lost: 1), Lines.estimate(7)]
    let times = try await times(lines, speed: speed)
    for (time, expected) in zip(times, [0, 0.055, 0.5, 7, 7]) { #expect(abs(time - expected / speed) < 1e-9) }
    #expect(times.count == 5)
  }

  @Test func aRecordingMayBeginAnywhereAndBeginAnew() async throws {
    let times = try await times(
      [Lines.estimate(100), Lines.estimate(101), Lines.start(), Lines.estimate(2), "no event", Lines.estimate(3)], speed: 1)
    #expect(times == [0, 1, 1, 3, 3, 4])
  }

  @Test func sourcesKeepTheirOwnTime() async throws {
    let times = try await times(
      [
        Lines.start(source: "a"), Lines.estimate(5, source: "a"), Lines.start(source: "b"), Lines.estimate(1, source: "b"),
        Lines.estimate(6, source: "a"), Lines.estimate(3, source: "b"),
      ], speed: 1)
    #expect(times == [0, 5, 5, 6, 6, 8])
  }
}
