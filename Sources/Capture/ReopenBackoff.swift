/// How long a microphone that failed is left alone before the next try, and how much trouble it may make before it counts as failed.
///
///     absent:   0.1, 0.2, 0.4, 0.8, 0.8 … s between tries, so that its return is noticed within a second
///     flapping: 0.1, 0.2 … 5 s before the first try, doubled each time that it fails within ten seconds of its return
///
/// A try costs a fraction of a millisecond; what fills a log is a device that comes and goes, and it is made rare.
///
/// - Units: nanoseconds of CLOCK_MONOTONIC. - Real-time: yes.
package struct ReopenBackoff: BitwiseCopyable {
  private let firstNanoseconds: Int64 = 100_000_000
  private let absentNanoseconds: Int64 = 800_000_000
  private let flappingNanoseconds: Int64 = 5_000_000_000
  /// A device that has worked for this long is a good one again.
  private let steadyNanoseconds: Int64 = 10_000_000_000
  /// Restarts that may come at once, and one a second for ever; more, and the device is taken for broken.
  private let mostRestarts = 10.0

  private var tries = 0
  private var flaps = 0
  private var restoredAt: Int64?
  private var restarts = 0.0
  private var restartedAt: Int64 = 0

  package init() {}

  /// The device is lost.
  mutating func lost(at now: Int64) {
    tries = 0
    let wasSteady = restoredAt.map { now - $0 >= steadyNanoseconds } ?? true
    flaps = wasSteady ? 0 : flaps + 1
    restoredAt = nil
  }

  /// How long to wait before the next try.
  package mutating func next() -> Int64 {
    defer { tries += 1 }
    return tries == 0
      ? doubled(flaps, most: flappingNanoseconds) : max(doubled(flaps, most: absentNanoseconds), doubled(tries, most: absentNanoseconds))
  }

  /// The device delivers again.
  mutating func restored(at now: Int64) {
    restoredAt = now
  }

  /// The device overran or slept, and is about to be started again.
  /// - Returns: whether it may; otherwise it has made too much trouble lately.
  mutating func mayRestart(at now: Int64) -> Bool {
    restarts = max(0, restarts - Double(now - restartedAt) * 1e-9) + 1
    restartedAt = now
    return restarts <= mostRestarts
  }

  private func doubled(_ times: Int, most: Int64) -> Int64 {
    min(most, firstNanoseconds << Int64(min(times, 10)))
  }
}
