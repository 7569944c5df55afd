import Testing

@testable import Listening

@Suite struct WatchdogTests {
  private static func signs(_ steps: UInt64, _ turns: UInt64, lost: Bool = false, capture: Int64 = 0) -> Watchdog.Signs {
    Watchdog.Signs(steps: steps, turns: turns, isDeviceLost: lost, captureNanoseconds: capture)
  }

  @Test func stepsThatAdvanceFeedIt() {
    var watchdog = Watchdog(isLive: true, Self.signs(0, 0))
    let fed = [(1, 1), (1, 9), (2, 9)].map { watchdog.look(Self.signs($0, $1), at: 0) }
    #expect(fed == [true, false, true])
  }

  @Test func aLostMicrophoneFeedsItWhileItIsBeingTried() {
    let second: Int64 = 1_000_000_000
    var watchdog = Watchdog(isLive: true, Self.signs(5, 5))
    let fed = [
      watchdog.look(Self.signs(5, 6, lost: true, capture: 9 * second), at: 10 * second),
      // Opening hangs.
      watchdog.look(Self.signs(5, 7, lost: true, capture: 9 * second), at: 12 * second + 1),
      // The analysis hangs.
      watchdog.look(Self.signs(5, 7, lost: true, capture: 13 * second), at: 13 * second),
      // Not lost, and no steps.
      watchdog.look(Self.signs(5, 8, lost: false, capture: 13 * second), at: 13 * second),
    ]
    #expect(fed == [true, false, false, false])
  }

  @Test func aSilentPipeIsNoHanging() {
    var watchdog = Watchdog(isLive: false, Self.signs(0, 0))
    let fed = [watchdog.look(Self.signs(0, 1), at: 0), watchdog.look(Self.signs(0, 1), at: 0)]
    #expect(fed == [true, false])
  }

  @Test func diagnosticsAreLimitedAndCounted() {
    let said = Said()
    let limit = DiagnosticLimit { said.add($0) }
    let minute: Int64 = 60_000_000_000
    for index in 0..<20 { limit.say("lost", at: 1000 * minute + Int64(index)) }
    #expect(said.all == Array(repeating: "lost", count: 5))
    limit.say("lost", at: 1001 * minute + 100)
    #expect(said.all.last == "lost (and 15 more like this)")
    limit.say("lost", at: 1001 * minute + 101)
    #expect(said.all.count == 6)
    for index in 0..<20 { limit.say("lost", at: 1020 * minute + Int64(index)) }
    #expect(said.all.count == 11)
  }

  private final class Said: @unchecked Sendable {
    private(set) var all: [String] = []
    func add(_ text: String) { all.append(text) }
  }
}
