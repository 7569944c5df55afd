internal import Glibc

/// CLOCK_MONOTONIC, the one clock of the pipeline.
enum MonotonicTime {
  /// Nanoseconds since some fixed moment.   - Real-time: yes (the vDSO, no system call).
  @_noLocks static func now() -> Int64 {
    _unsafePerformance { read(CLOCK_MONOTONIC) }
  }

  /// CLOCK_REALTIME − CLOCK_MONOTONIC at this moment.
  static func wallClockOffset() -> Int64 {
    read(CLOCK_REALTIME) - read(CLOCK_MONOTONIC)
  }

  /// CPU time of the whole process.
  static func processTime() -> Int64 {
    read(CLOCK_PROCESS_CPUTIME_ID)
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
