internal import Glibc

/// What the process may have of real time: real-time scheduling, and memory that stays.
public enum RealTimeRights {
  public static var areThere: Bool { mayRunFIFO && mayLock }

  public static var description: String {
    let missing = [
      mayRunFIFO ? nil : "SCHED_FIFO (CAP_SYS_NICE, or LimitRTPRIO=)", mayLock ? nil : "locked memory (CAP_IPC_LOCK, or LimitMEMLOCK=)",
    ]
    .compactMap { $0 }
    return missing.isEmpty
      ? "real-time scheduling and locked memory are allowed"
      : "without " + missing.joined(separator: " and ") + ", samples may be lost under load"
  }

  private static var mayRunFIFO: Bool {
    guard let thread = try? RealTimeThread(name: "check", priority: 1, {}) else { return false }
    thread.join()
    return thread.isFIFO
  }

  private static var mayLock: Bool {
    var page: UInt8 = 0
    guard mlock(&page, 1) == 0 else { return false }
    munlock(&page, 1)
    return true
  }
}
