import Foundation

/// Another process's resident memory against simulated time, sampled every second.
final class MemoryCurve: @unchecked Sendable {
  // SAFETY: guarded by the lock.
  private var points: [(days: Double, kilobytes: Double)] = []
  private let lock = NSLock()

  init(process: Int32, _ witness: Witness) {
    Thread.detachNewThread { [self] in
      while let kilobytes = Self.residentKilobytes(process) {
        let days = Double(witness.lastSamples) / Double(SoakSource.dayFrames)
        lock.withLock { points.append((days, kilobytes)) }
        sleep(1)
      }
    }
  }

  /// Nil when it has ended.
  private static func residentKilobytes(_ process: Int32) -> Double? {
    let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages > 0 ? pages * Double(getpagesize()) / 1024 : nil
  }

  /// The least-squares slope after the first twentieth, with its standard error.
  var summary: String {
    let all = lock.withLock { points }
    let settled = all.dropFirst(all.count / 20)
    guard settled.count > 2 else { return "memory: too short a run" }
    let count = Double(settled.count)
    let meanDays = settled.reduce(0) { $0 + $1.days } / count
    let meanKilobytes = settled.reduce(0) { $0 + $1.kilobytes } / count
    let spread = settled.reduce(0) { $0 + ($1.days - meanDays) * ($1.days - meanDays) }
    let slope = settled.reduce(0) { $0 + ($1.days - meanDays) * ($1.kilobytes - meanKilobytes) } / spread
    let rest = settled.reduce(0) { sum, point in
      let off = point.kilobytes - meanKilobytes - slope * (point.days - meanDays)
      return sum + off * off
    }
    let error = sqrt(rest / (count - 2) / spread)
    let sizes = settled.map(\.kilobytes)
    return String(
      format: "memory: %.0f to %.0f kB, slope %.2f ± %.2f kB a day over %ld points", sizes.min() ?? 0, sizes.max() ?? 0, slope, error,
      settled.count)
  }

  func write(_ path: String) throws {
    let lines = lock.withLock { points }.map { String(format: "%.4f,%.0f", $0.days, $0.kilobytes) }
    try ("days,resident_kb\n" + lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
  }
}
