internal import CBench
internal import Glibc

/// Repeats a case's work and measures it.
package struct Bench {
  /// How long each case is measured; it warms up for a tenth of that.
  package let seconds: Double
  private let material: BenchMaterial
  private let heap: HeapCounter?
  private let energy = EnergyMeter()
  private static let leastRuns = 3

  package init(_ material: BenchMaterial, seconds: Double, heap: HeapCounter? = HeapCounter()) {
    self.material = material
    self.heap = heap
    self.seconds = seconds
  }

  /// - Throws: what the case's work does.
  package func measure(_ entry: BenchCase) throws -> BenchResult {
    ResidentMemory.restart()
    let before = ResidentMemory.now()
    let work = try entry.make(material)
    let limits = try work.cost.map { try Limit.measure(bytes: $0.bytes) }
    _ = try times(of: work, seconds: seconds / 10, leastRuns: 1)
    let joules = energy?.joules()
    var calls = 0
    let times = try times(of: work, seconds: seconds, leastRuns: Self.leastRuns, heapCalls: &calls)
    var result = BenchResult(
      entry, work, times: times, memory: MemoryChange(before: before, after: ResidentMemory.now(), peak: ResidentMemory.peak()))
    if heap != nil { result.heapCallsARun = Double(calls) / Double(result.runs) }
    if let energy, let joules { result.joulesASecond = energy.since(joules) / (work.secondsARun * Double(result.runs)) }
    if let cost = work.cost, let limits {
      // Before and after, the better: a neighbour's load is no limit.
      result.limit = LimitShare(cost, limits.better(of: try Limit.measure(bytes: cost.bytes)), microsP50: result.p50)
    }
    return result
  }

  private func times(of work: any BenchWork, seconds: Double, leastRuns: Int) throws -> RunTimes {
    var calls = 0
    return try times(of: work, seconds: seconds, leastRuns: leastRuns, heapCalls: &calls)
  }

  private func times(of work: any BenchWork, seconds: Double, leastRuns: Int, heapCalls: inout Int) throws -> RunTimes {
    let end = Self.now() + Int64(seconds * 1e9)
    var times = RunTimes()
    times.wall.reserveCapacity(Int(seconds * 1e6))
    times.cpu.reserveCapacity(Int(seconds * 1e6))
    var last = Int64.min
    while times.wall.count < leastRuns || last < end {
      let busy = Self.now(CLOCK_PROCESS_CPUTIME_ID)
      heap?.begin()
      let began = Self.now()
      try work.run()
      last = Self.now()
      if let heap { heapCalls += heap.end() }
      times.cpu.append(Self.now(CLOCK_PROCESS_CPUTIME_ID) - busy)
      times.wall.append(last - began)
    }
    return times
  }

  /// Nanoseconds.
  private static func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Bench {
  /// So many runs as go through `seconds` of sound, the last one whole; no clock decides anything.
  ///
  /// They are made inside of `cb_counted`, and nothing else is: an instruction counter that collects there leaves out the start.
  /// - Returns: seconds of sound.
  package static func runFixed(_ entry: BenchCase, _ material: BenchMaterial, seconds: Double) throws -> Double {
    final class Runs {
      let work: any BenchWork
      let count: Int
      var failure: (any Error)?

      init(_ work: any BenchWork, count: Int) {
        self.work = work
        self.count = count
      }

      func make() {
        do {
          for _ in 0..<count { try work.run() }
        } catch {
          failure = error
        }
      }
    }
    let work = try entry.make(material)
    let runs = Runs(work, count: max(1, Int((seconds / work.secondsARun).rounded(.up))))
    cb_counted({ Unmanaged<Runs>.fromOpaque($0!).takeUnretainedValue().make() }, Unmanaged.passUnretained(runs).toOpaque())
    if let failure = runs.failure { throw failure }
    return Double(runs.count) * work.secondsARun
  }
}
