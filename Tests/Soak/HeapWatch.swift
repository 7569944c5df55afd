import Foundation
import HeapProbe

/// Counts the heap calls of the analysis thread from the first simulated ten minutes on, as long as the run goes.
final class HeapWatch: @unchecked Sendable {
  // SAFETY: `last` is guarded by the lock.
  private var last: Int?
  private let lock = NSLock()

  init(_ source: SoakSource) {
    Thread.detachNewThread { [self] in
      while source.framesPlayed < 600 * 16_000 { usleep(10_000) }
      heap_probe_watch_all()
      while true {
        usleep(100_000)
        // The thread ends with the run: its count is read while it is there.
        if let calls = Self.calls(of: "analysis") { lock.withLock { last = calls } }
      }
    }
  }

  /// - Returns: the calls; nil when they weren't counted (too short a run, or a sanitizer's allocator).
  func finish() -> Int? { lock.withLock { heap_probe_is_active() ? last : nil } }

  /// Of the thread with that name.
  private static func calls(of name: String) -> Int? {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    for task in tasks {
      let text = (try? String(contentsOfFile: "/proc/self/task/\(task)/comm", encoding: .utf8)) ?? ""
      if text == name + "\n", let number = Int32(task) { return Int(heap_probe_calls_of(number)) }
    }
    return nil
  }
}
