import Foundation
import Synchronization

/// A number that the workers share.
private final class Shared<Number: AtomicRepresentable & Sendable>: Sendable {
  let value: Atomic<Number>

  init(_ number: consuming Number) { value = Atomic(number) }
}

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
    let (next, hasFailed) = (Shared(0), Shared(false))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while !hasFailed.value.load(ordering: .relaxed) {
        let index = next.value.add(1, ordering: .relaxed).oldValue
        guard index < count else { break }
        let result = Result {
          let value = try job(index)
          try meter?.advance()
          return value
        }
        results.set(index, result)
        if case .failure = result { hasFailed.value.store(true, ordering: .relaxed) }
      }
    }
    return try results.all()
  }
}
