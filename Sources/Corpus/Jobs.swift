import Foundation

/// Independent pieces of work, several at once.
package enum Jobs {
  /// - Returns: what each job made, in order.
  /// - Throws: the first job's error.
  package static func map<Value>(
    _ count: Int, threads: Int, _ job: @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let results = WorkResults<Value>(count)
    let workers = max(1, min(threads, count))
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: worker, to: count, by: workers) {
        results.set(index, Result { try job(index) })
      }
    }
    return try results.all()
  }
}
