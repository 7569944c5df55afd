/// Whether the service manager may be told that all is well.
///
///     live input:  steps have advanced, or the microphone is away and the capture thread is at work on getting it back
///     other input: the analysis has turned (a pipe may be silent for as long as it likes)
///
/// A hung analysis, a call of libasound that never returns: nothing is told, and the service manager starts the program anew.
struct Watchdog {
  /// What is looked at.
  struct Signs: Equatable {
    var steps: UInt64
    var turns: UInt64
    var isDeviceLost: Bool
    /// CLOCK_MONOTONIC of the capture thread's last turn.
    var captureNanoseconds: Int64
  }

  private let isLive: Bool
  private var last: Signs
  /// The capture thread turns twenty times a second; resuming a device that slept, or opening it, takes a second or two.
  static let captureNanoseconds: Int64 = 3_000_000_000

  init(isLive: Bool, _ signs: Signs) {
    self.isLive = isLive
    last = signs
  }

  /// Looks again.
  /// - Returns: whether there was progress since the last look.
  mutating func look(_ signs: Signs, at now: Int64) -> Bool {
    defer { last = signs }
    guard isLive else { return signs.turns > last.turns }
    if signs.steps > last.steps { return true }
    return signs.isDeviceLost && signs.turns > last.turns && now - signs.captureNanoseconds < Self.captureNanoseconds
  }
}
