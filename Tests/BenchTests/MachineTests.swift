import Foundation
import TestSupport
import Testing

@testable import Bench

/// What the kernel tells, as files in a folder of their own.
@Suite struct MachineTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ files: [String: String]) throws {
    for (name, text) in files {
      let file = folder.url.appending(path: name)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
  }

  @Test func theSmallestCacheThatHoldsIt() throws {
    let levels = [("1", "Data", "48K"), ("1", "Instruction", "64K"), ("2", "Unified", "1024K"), ("3", "Unified", "32M")]
    for (index, (level, type, size)) in levels.enumerated() {
      try write(["index\(index)/level": level + "\n", "index\(index)/type": type + "\n", "index\(index)/size": size + "\n"])
    }
    let holding = { CacheLevels.holding($0, folder: folder.url.path) }
    #expect(holding(48 << 10) == "L1" && holding(60_000) == "L2" && holding(4_469_760) == "L3" && holding(33 << 20) == "memory")
    #expect(CacheLevels.holding(1, folder: folder.url.path + "/missing") == "memory")
    #expect(CacheLevels.size("48K") == 49152 && CacheLevels.size("12") == 12 && CacheLevels.size("x") == nil)
  }

  /// Two packages, of which one counter begins anew meanwhile; parts of a package and other zones do not count.
  @Test func energyIsTheSumOfThePackages() throws {
    try write([
      "intel-rapl:0/energy_uj": "9000000\n", "intel-rapl:0/max_energy_range_uj": "10000000\n",
      "intel-rapl:1/energy_uj": "1000000\n", "intel-rapl:1/max_energy_range_uj": "10000000\n",
      "intel-rapl:0:0/energy_uj": "5\n", "dtpm/energy_uj": "5\n",
    ])
    let meter = try #require(EnergyMeter(folder: folder.url.path))
    let before = meter.joules()
    try write(["intel-rapl:0/energy_uj": "500000\n", "intel-rapl:1/energy_uj": "3000000\n", "intel-rapl:0:0/energy_uj": "9\n"])
    #expect(abs(meter.since(before) - 3.5) < 1e-9)
    #expect(EnergyMeter(folder: folder.url.path + "/missing") == nil)
  }

  @Test func memoryIsReadFromStatus() {
    let status = "Name:\tlab\nVmHWM:\t   51234 kB\nVmRSS:\t   48000 kB\n"
    #expect(ResidentMemory.field("VmHWM:", in: status) == 51234)
    #expect(ResidentMemory.field("VmRSS:", in: status) == 48000)
    #expect(ResidentMemory.field("VmSwap:", in: status) == 0)
    ResidentMemory.restart()
    #expect(ResidentMemory.now() > 1000 && ResidentMemory.peak() >= ResidentMemory.now() - 1000)
  }

  @Test func theLimitIsMeasured() throws {
    let limit = try Limit.measure(bytes: 100_000)
    #expect(limit.bytes == 100_000)
    #expect(limit.multiplyAddsASecond > 1e8 && limit.bytesASecond > 1e8 && limit.bytesASecondInHugePages > 1e8)
  }
}
