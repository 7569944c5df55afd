/// When a frame reached the microphone, from a driver's time stamp that may be wrong.
///
///     captured = stamp − frames behind it / rate
///
/// A stamp belongs to the driver's last look at the hardware, which is no older than two periods and never ahead of now. Anything else (zero,
/// another clock, a jump) is replaced by now, so a false stamp moves a sample, and with it the length of a gap, by two periods at most.
/// And nothing was captured before the device was started, whatever delay a sound server tells while it wakes.
///
/// - Units: nanoseconds of CLOCK_MONOTONIC.
struct StampClock: Equatable {
  private let rateHz: Int64
  private let oldestNanoseconds: Int64
  /// Two seconds: no device that we open holds more, and a sound server's delay may be any number while it starts.
  private let mostFrames: Int64
  /// A kernel's stamp is read after its own clock by this much at most.
  private let slackNanoseconds: Int64 = 5_000_000

  init(rateHz: Int, periodFrames: Int) {
    self.rateHz = Int64(rateHz)
    oldestNanoseconds = 2 * Int64(periodFrames) * 1_000_000_000 / Int64(rateHz) + slackNanoseconds
    mostFrames = 2 * Int64(rateHz)
  }

  /// - Parameters:
  ///   - framesBehind: how many frames the first unread one lies behind the stamp.
  ///   - started: when the device was started.
  /// - Real-time: yes.
  @_noLocks func captured(stamp: Int64, framesBehind: Int64, now: Int64, started: Int64) -> Int64 {
    let isPlausible = stamp > now - oldestNanoseconds && stamp <= now
    let frames = framesBehind < 0 ? 0 : framesBehind > mostFrames ? mostFrames : framesBehind
    let captured = (isPlausible ? stamp : now) - frames * 1_000_000_000 / rateHz
    return captured > started ? captured : started
  }
}
