import Listening
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Many recordings, several at a time, answered in the order given.
final class ScoreBatch: Sendable {
  private struct Progress {
    var next = 0
    /// Lines by place, until their turn comes.
    var lines: [Int: (line: [UInt8], wasRead: Bool)] = [:]
    var isCancelled = false
  }

  private let paths: [String]
  private let jobs: Int
  private let scorer: Scorer
  private let progress = Mutex(Progress())
  /// Finished lines that may wait for a slow first one, for each job: memory stays bounded over ten thousand files.
  private static let aheadPerJob = 64

  init(paths: [String], jobs: Int, scorer: Scorer) {
    self.paths = paths
    self.jobs = min(jobs, max(1, paths.count))
    self.scorer = scorer
  }

  /// One file's line, and whether it could be read.
  static func score(_ path: String, _ scorer: Scorer) -> (line: [UInt8], wasRead: Bool) {
    do {
      return (scorer.line(try scorer.score(path: path)), true)
    } catch {
      return (Score.errorLine(path: path, error: String(describing: error)), false)
    }
  }

  /// - Returns: whether every file could be read.
  /// - Throws: what `write` throws; the threads end first.
  func run(_ write: ([UInt8]) throws -> Void) throws -> Bool {
    guard jobs > 1 else {
      var allRead = true
      for path in paths {
        let outcome = Self.score(path, scorer)
        allRead = allRead && outcome.wasRead
        try write(outcome.line)
      }
      return allRead
    }
    let threads = try (0..<jobs).map { _ in try RealTimeThread(name: "score", priority: 0) { self.work() } }
    defer {
      progress.withLock { $0.isCancelled = true }
      for thread in threads { thread.join() }
    }
    var allRead = true
    for place in paths.indices {
      let outcome = wait(for: place)
      allRead = allRead && outcome.wasRead
      try write(outcome.line)
    }
    return allRead
  }

  private func work() {
    while true {
      let place = progress.withLock { progress -> Int? in
        guard !progress.isCancelled, progress.next < paths.count else { return nil }
        guard progress.lines.count < jobs * Self.aheadPerJob else { return -1 }
        defer { progress.next += 1 }
        return progress.next
      }
      guard let place else { return }
      if place < 0 {
        usleep(2000)
        continue
      }
      let outcome = Self.score(paths[place], scorer)
      progress.withLock { $0.lines[place] = outcome }
    }
  }

  private func wait(for place: Int) -> (line: [UInt8], wasRead: Bool) {
    while true {
      if let outcome = progress.withLock({ $0.lines.removeValue(forKey: place) }) { return outcome }
      usleep(1000)
    }
  }
}
