internal import Glibc

/// CLOCK_MONOTONIC in nanoseconds: the clock of ALSA's stamps, of marks, and of `monotonic_ns`.
enum MonotonicClock {
  /// - Real-time: yes.
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return nanoseconds(time)
  }

  static func nanoseconds(_ time: timespec) -> Int64 { Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec) }

  /// Sleeps until `deadline` (or a signal): an absolute time, so that lateness does not add up.
  static func sleep(until deadline: Int64) {
    var time = timespec(tv_sec: Int(deadline / 1_000_000_000), tv_nsec: Int(deadline % 1_000_000_000))
    // TIMER_ABSTIME is 1 on Linux; Glibc's macro does not reach Swift.
    clock_nanosleep(CLOCK_MONOTONIC, 1, &time, nil)
  }

  static func sleep(nanoseconds: Int64) { sleep(until: now() + nanoseconds) }
}
