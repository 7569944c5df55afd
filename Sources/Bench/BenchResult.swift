/// What came of a case.
package struct BenchResult: Equatable, Sendable {
  package var name: String
  package var unit: String
  package var runs: Int
  /// Seconds of sound a second.
  package var timesRealTime: Double
  /// µs a unit: a run's time by the units in it, so that a run of many has no worst unit of its own.
  package var p50: Double
  package var p99: Double
  package var worst: Double
  /// µs a unit of all processors together, the median of the runs: what a run longer than a time slice is compared by on a busy machine.
  package var cpuP50: Double
  /// The measuring thread's calls of the allocator, a run on average; `nil`: the probe was not preloaded.
  package var heapCallsARun: Double?
  /// Resident kilobytes: before the case, after its last run, and the most.
  package var memory: MemoryChange
  package var streams: Int
  /// Of the processor's package, a second of sound; `nil`: this machine does not tell.
  package var joulesASecond: Double?
  package var limit: LimitShare?

  /// - Parameter times: of each run.
  init(_ entry: BenchCase, _ work: any BenchWork, times: RunTimes, memory: MemoryChange) {
    let sorted = times.wall.sorted()
    let micros = { (nanoseconds: Int64) in Double(nanoseconds) / 1000 / Double(work.unitsARun) }
    name = entry.name
    unit = entry.unit
    runs = sorted.count
    timesRealTime = work.secondsARun * Double(sorted.count) / (Double(sorted.reduce(0, +)) * 1e-9)
    p50 = micros(Self.quantile(sorted, 0.5))
    p99 = micros(Self.quantile(sorted, 0.99))
    worst = micros(sorted[sorted.count - 1])
    cpuP50 = micros(Self.quantile(times.cpu.sorted(), 0.5))
    streams = work.streams
    self.memory = memory
  }

  /// The nearest rank: the least time that a share of all is at or below.
  static func quantile(_ sorted: [Int64], _ share: Double) -> Int64 {
    sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
  }
}

/// How long runs took, nanoseconds: by the clock on the wall, and of all processors together.
struct RunTimes {
  var wall: [Int64] = []
  var cpu: [Int64] = []
}

/// Resident memory in kilobytes.
package struct MemoryChange: Codable, Equatable, Sendable {
  package var before: Int
  package var after: Int
  package var peak: Int
}

extension BenchResult: Encodable {
  private enum Key: String, CodingKey {
    case name, unit, runs, timesRealTime, microsP50, microsP99, microsWorst, microsCPU, heapCallsARun, residentKilobytes, streams
    case joulesASecond, limit
  }

  /// What was not measured is null, not missing.
  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(name, forKey: .name)
    try object.encode(unit, forKey: .unit)
    try object.encode(runs, forKey: .runs)
    try object.encode(timesRealTime, forKey: .timesRealTime)
    try object.encode(p50, forKey: .microsP50)
    try object.encode(p99, forKey: .microsP99)
    try object.encode(worst, forKey: .microsWorst)
    try object.encode(cpuP50, forKey: .microsCPU)
    try object.encode(heapCallsARun, forKey: .heapCallsARun)
    try object.encode(memory, forKey: .residentKilobytes)
    try object.encode(streams, forKey: .streams)
    try object.encode(joulesASecond, forKey: .joulesASecond)
    try object.encode(limit, forKey: .limit)
  }
}
