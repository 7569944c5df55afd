internal import CLinux
internal import Glibc

/// Memory that stays: no page of the hot path is fetched from a disk while a microphone waits.
enum RealTimeMemory {
  /// All threads share one heap. By default the C library reserves 64 MB of addresses for each thread that allocates, and all of that counts
  /// against RLIMIT_MEMLOCK when memory is locked. To be called before the threads begin.
  static func useOneHeap() { mallopt(Int32(M_ARENA_MAX), 1) }

  /// Gives back what starting used: freed memory, and the pages of code that only the start ran. They would stay resident for months,
  /// and locked.
  static func releaseUnused() {
    malloc_trim(0)
    undertone_release_code()
  }

  /// Locks pages as they are touched (MCL_ONFAULT), so that only what is used becomes resident.
  /// - Returns: whether the system allowed it (CAP_IPC_LOCK, or RLIMIT_MEMLOCK).
  static func lock() -> Bool {
    mlockall(Int32(MCL_CURRENT) | Int32(MCL_FUTURE) | Int32(MCL_ONFAULT)) == 0
  }
}
