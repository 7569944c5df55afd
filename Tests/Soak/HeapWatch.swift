import Foundation
import HeapProbe

/// Counts the heap calls of the hot threads from the first simulated ten minutes on, as long as the run goes.
final class HeapWatch: @unchecked Sendable {
  // SAFETY: written by the watching thread before `isWatching` is set under the lock.
  private var isWatching = false
  private let lock = NSLock()

  init(_ source: SoakSource) {
    Thread.detachNewThread { [self] in
      while source.framesPlayed < 600 * 16_000 { usleep(10_000) }
      heap_probe_watch_all()
      lock.withLock { isWatching = true }
      while true {
        usleep(100_000)
        // The threads end with the run: their counts are read while they are there.
        if let calls = Self.calls(of: "analysis") { lock.withLock { last = calls } }
      }
    }
  }

  private var last: Int?

  /// - Returns: what was wrong.
  func finish() -> [String] {
    lock.lock()
    defer { lock.unlock() }
    guard isWatching, heap_probe_is_active() else {
      print("heap calls of the analysis thread: not counted (too short a run, or a sanitizer's allocator)")
      return []
    }
    print("heap calls of the analysis thread since the tenth minute: \(last.map { "\($0)" } ?? "unknown")")
    return last == 0 ? [] : ["the analysis thread called the allocator"]
  }

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
