import Foundation

/// Independent pieces of work, several at once.
package enum Jobs {
  /// - Parameter meter: counts the jobs.
  /// - Returns: what each job made, in order.
  /// - Throws: the first job's error; `Stopped` when the meter's watcher wants no more.
  package static func map<Value>(
    _ count: Int, threads: Int, meter: WorkMeter? = nil, _ job: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let results = WorkResults<Value>(count)
    let workers = max(1, min(threads, count))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) {
        let result = Result {
          let value = try job(index)
          try meter?.advance()
          return value
        }
        results.set(index, result)
        if case .failure = result { break }
      }
    }
    return try results.all()
  }
}
