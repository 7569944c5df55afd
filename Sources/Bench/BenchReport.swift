package import Evaluation
internal import Foundation
internal import Network

/// All results with the machine that they were measured on.
package struct BenchReport: Encodable {
  package struct Machine: Encodable {
    var processor: String
    /// What run-time dispatch takes.
    package let level: String
    var cores: Int
    var isOptimised: Bool

    package init() {
      let told = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let name = told.split(separator: "\n").first { $0.hasPrefix("model name") }?.split(separator: ":").last
      processor = name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
      level = Processor.level
      cores = ProcessInfo.processInfo.activeProcessorCount
      #if DEBUG
        isOptimised = false
      #else
        isOptimised = true
      #endif
    }
  }

  package var machine = Machine()
  package var sound: String
  package var model: String
  package var results: [BenchResult]

  package init(sound: String, model: String, results: [BenchResult]) {
    self.sound = sound
    self.model = model
    self.results = results
  }

  /// The results, and how near the limit those come whose cost is known.
  package var tables: [ResultTable] {
    let limited = results.filter { $0.limit != nil }
    return [times] + (limited.isEmpty ? [] : [limits(limited)])
  }

  private var times: ResultTable {
    ResultTable(
      "\(sound) · \(model) · \(machine.processor), \(machine.level)",
      [
        "case", "unit", "× real time", "p50 µs", "p99 µs", "worst µs", "CPU µs", "heap calls", "peak MB", "kB a stream", "J/h",
      ],
      results.map { result in
        let grown = Double(result.memory.after - result.memory.before) / Double(result.streams)
        return [
          .text(result.name), .text(result.unit), .number(result.timesRealTime, decimals: 0), .number(result.p50, decimals: 2),
          .number(result.p99, decimals: 2), .number(result.worst, decimals: 1), .number(result.cpuP50, decimals: 2),
          .number(result.heapCallsARun, decimals: 2), .number(Double(result.memory.peak) / 1024, decimals: 1),
          .number(result.streams > 1 ? grown : nil, decimals: 1), .number(result.joulesASecond.map { $0 * 3600 }, decimals: 0),
        ]
      }, notes: notes)
  }

  private var notes: [String] {
    var notes = [
      "Times are of one unit; a run may be several, see --help. CPU: of all processors together, whoever else ran, the median.",
      "Heap calls: of a run. J/h: joules for an hour of sound.",
    ]
    if !machine.isOptimised { notes.append("A debug build: its times mean nothing. swift run -c release undertone-lab bench") }
    if results.contains(where: { $0.heapCallsARun == nil }) {
      notes.append("Heap calls were not counted: LD_PRELOAD=.build/release/libHeapProbe.so counts them.")
    }
    if results.contains(where: { $0.joulesASecond == nil }) {
      notes.append("Joules: this machine has no /sys/class/powercap/intel-rapl:*, or it may not be read.")
    }
    return notes
  }

  private func limits(_ limited: [BenchResult]) -> ResultTable {
    ResultTable(
      "The limit of one core",
      [
        "case", "multiply-adds", "kB", "in", "GFLOP/s", "GB/s", "2 MB pages", "arithmetic µs", "reading µs", "p50 µs", "share",
      ],
      limited.map { result in
        let share = result.limit!
        return [
          .text(result.name), .count(share.cost.multiplyAdds), .count(share.cost.bytes / 1024), .text(share.limit.cache),
          .number(2e-9 * share.limit.multiplyAddsASecond, decimals: 0), .number(1e-9 * share.limit.bytesASecond, decimals: 1),
          .number(1e-9 * share.limit.bytesASecondInHugePages, decimals: 1), .number(share.arithmeticMicros, decimals: 2),
          .number(share.readingMicros, decimals: 2), .number(result.p50, decimals: 2),
          .text(String(format: "%.0f %%", 100 * share.share)),
        ]
      },
      notes: ["Share: the longer of arithmetic alone (FMAs on registers) and reading alone (the better pages), by the time that it took."])
  }
}
