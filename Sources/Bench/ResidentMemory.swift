internal import CBench
internal import Foundation
internal import Glibc

/// The process's resident memory in kilobytes, as /proc/self/status gives it; 0 where there is none.
enum ResidentMemory {
  static func now() -> Int { field("VmRSS:", in: status) }
  /// The most since `restart()`.
  static func peak() -> Int { field("VmHWM:", in: status) }

  /// What the allocator kept of earlier work goes back, and the peak is now's.
  static func restart() {
    cb_trim_heap()
    // 5 (proc(5)): the peak becomes what is resident now.
    guard let file = fopen("/proc/self/clear_refs", "w") else { return }
    fputs("5", file)
    fclose(file)
  }

  private static var status: String { (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? "" }

  static func field(_ name: String, in status: String) -> Int {
    let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }
}
