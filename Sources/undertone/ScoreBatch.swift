import Listening
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Many recordings on several threads, several at a time on each, answered in the order given.
final class ScoreBatch: Sendable {
  private struct Progress {
    var next = 0
    /// Lines by place, until their turn comes.
    var outcomes: [Int: ScoreDesk.Outcome] = [:]
    var isCancelled = false
  }

  private let paths: [String]
  private let jobs: Int
  private let scorer: Scorer
  private let progress = Mutex(Progress())
  /// Recordings at a time on one thread: more save little of the weights' reading, and cost the cache.
  private static let lanesPerJob = 16
  /// Finished lines that may wait for a slow first one, for each job: memory stays bounded over ten thousand files.
  private static let aheadPerJob = 64

  init(paths: [String], jobs: Int, scorer: Scorer) {
    self.paths = paths
    self.jobs = min(jobs, max(1, paths.count))
    self.scorer = scorer
  }

  /// One file's lines, and whether it could be read.
  static func score(_ path: String, _ scorer: Scorer) throws -> ScoreDesk.Outcome {
    var desk = try ScoreDesk(scorer, lanes: 1)
    var isNew = true
    var result: ScoreDesk.Outcome?
    desk.run {
      defer { isNew = false }
      return isNew ? .score(place: 0, path: path) : .over
    } done: {
      result = $0
    }
    guard let result else { preconditionFailure("a file has an outcome") }
    return result
  }

  /// - Returns: whether every file could be read.
  /// - Throws: what `write` throws, or `ListeningError` when the system has no thread left; the threads end first.
  func run(_ write: ([UInt8]) throws -> Void) throws -> Bool {
    // Few files are shared out evenly.
    let lanes = min(Self.lanesPerJob, (paths.count + jobs - 1) / jobs)
    let desks = try (0..<jobs).map { _ in try DeskBox(ScoreDesk(scorer, lanes: lanes)) }
    var threads: [RealTimeThread] = []
    defer {
      progress.withLock { $0.isCancelled = true }
      for thread in threads { thread.join() }
    }
    for desk in desks { threads.append(try RealTimeThread(name: "score", priority: 0) { desk.run(next: self.next, done: self.keep) }) }
    var allRead = true
    for place in paths.indices {
      let outcome = wait(for: place)
      allRead = allRead && outcome.wasRead
      try write(outcome.lines)
    }
    return allRead
  }

  private func next() -> ScoreDesk.Order {
    progress.withLock { progress in
      guard !progress.isCancelled, progress.next < paths.count else { return .over }
      guard progress.outcomes.count < jobs * Self.aheadPerJob else { return .wait }
      defer { progress.next += 1 }
      return .score(place: progress.next, path: paths[progress.next])
    }
  }

  private func keep(_ outcome: ScoreDesk.Outcome) {
    progress.withLock { $0.outcomes[outcome.place] = outcome }
  }

  private func wait(for place: Int) -> ScoreDesk.Outcome {
    while true {
      if let outcome = progress.withLock({ $0.outcomes.removeValue(forKey: place) }) { return outcome }
      usleep(1000)
    }
  }
}

/// A desk on its way to its thread.
private final class DeskBox: @unchecked Sendable {
  // SAFETY: made before the thread starts, used by that thread alone.
  private var desk: ScoreDesk

  init(_ desk: consuming ScoreDesk) { self.desk = desk }

  func run(next: () -> ScoreDesk.Order, done: (ScoreDesk.Outcome) -> Void) { desk.run(next: next, done: done) }
}
