internal import Foundation

/// What the processor's packages have used, as the kernel's powercap tells it: the counters that `perf stat -e power/energy-pkg/` reads.
///
/// - Units: joules, since any moment. Source: Documentation/power/powercap/powercap.rst.
struct EnergyMeter {
  private struct Zone {
    var file: String
    /// Where the counter begins anew, joules.
    var range: Double
  }
  struct Reading {
    fileprivate var joules: [Double]
  }

  private let zones: [Zone]

  /// `nil` on a machine that does not tell, as most virtual ones.
  init?(folder: String = "/sys/class/powercap") {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    // `intel-rapl:0` is a package, on AMD too; `intel-rapl:0:0` a part of it.
    zones = names.filter { $0.hasPrefix("intel-rapl:") && $0.split(separator: ":").count == 2 }.sorted().compactMap { name in
      let file = "\(folder)/\(name)/energy_uj"
      guard let range = Self.joules("\(folder)/\(name)/max_energy_range_uj"), Self.joules(file) != nil else { return nil }
      return Zone(file: file, range: range)
    }
    if zones.isEmpty { return nil }
  }

  func joules() -> Reading { Reading(joules: zones.map { Self.joules($0.file) ?? 0 }) }

  /// Joules between `reading` and now; a counter may have begun anew once.
  func since(_ reading: Reading) -> Double {
    zip(zones, zip(joules().joules, reading.joules)).reduce(0) { sum, entry in
      let (zone, (now, before)) = entry
      return sum + (now >= before ? now - before : now + zone.range - before)
    }
  }

  private static func joules(_ path: String) -> Double? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)).map { $0 * 1e-6 }
  }
}
