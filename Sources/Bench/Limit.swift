internal import CBench
internal import Foundation
internal import Glibc

/// What one core can do at most: arithmetic without memory, and reading a block of memory without arithmetic.
package struct Limit: Codable, Equatable, Sendable {
  /// The block that was read, and the smallest cache that holds it, such as `L3`.
  package var bytes: Int
  package var cache: String
  package var multiplyAddsASecond: Double
  /// Over and over, in pages of 4 KB, as the allocator gives them, and in pages of 2 MB.
  package var bytesASecond: Double
  package var bytesASecondInHugePages: Double

  /// How long each way is tried, seconds. The median of the passes counts, as it does for the work that is held against it: what
  /// others took of the machine meanwhile is in neither.
  private static let trialSeconds = 0.05

  /// Takes half a second.
  /// - Throws: `BenchError` when there is no memory.
  static func measure(bytes: Int) throws(BenchError) -> Limit {
    let length = (bytes + 2047) / 2048 * 2048
    guard let small = aligned_alloc(4096, (length + 4095) / 4096 * 4096), let huge = cb_huge_pages(length) else {
      throw BenchError("no memory for a block of \(length) bytes")
    }
    defer {
      free(small)
      cb_free_huge_pages(huge, length)
    }
    return Limit(
      bytes: bytes, cache: CacheLevels.holding(bytes), multiplyAddsASecond: multiplyAdds(),
      bytesASecond: reading(small, length), bytesASecondInHugePages: reading(huge, length))
  }

  func better(of other: Limit) -> Limit {
    var better = self
    better.multiplyAddsASecond = max(multiplyAddsASecond, other.multiplyAddsASecond)
    better.bytesASecond = max(bytesASecond, other.bytesASecond)
    better.bytesASecondInHugePages = max(bytesASecondInHugePages, other.bytesASecondInHugePages)
    return better
  }

  private static func multiplyAdds() -> Double {
    // Some 50 µs.
    let rounds = 10_000
    return Double(rounds * cb_multiply_adds_a_round()) / median { cb_multiply_add(rounds, 0.999, 0.001) }
  }

  /// Forward in one to eight places at a time: what the processor fetches ahead hangs on it.
  private static func reading(_ block: UnsafeMutableRawPointer, _ length: Int) -> Double {
    let count = length / MemoryLayout<Float>.stride
    let floats = block.bindMemory(to: Float.self, capacity: count)
    floats.update(repeating: 1, count: count)
    // A small block is read several times for one look at the clock.
    let passes = max(1, (1 << 20) / length)
    let seconds = [Int32(1), 2, 4, 8].map { streams in
      median {
        var sum: Float = 0
        for _ in 0..<passes { sum += cb_read(floats, count, streams) }
        return sum
      }
    }
    return Double(passes * length) / (seconds.min() ?? .infinity)
  }

  /// Seconds that the work takes, the median of as many times as go into a trial.
  private static func median(of work: () -> Float) -> Double {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(trialSeconds)
    var times: [Double] = []
    var now = clock.now
    while now < end {
      let began = now
      unused = work()
      now = clock.now
      times.append((now - began) / .seconds(1))
    }
    return times.sorted()[times.count / 2]
  }

  /// Written so that the work's result is wanted.
  nonisolated(unsafe) private static var unused: Float = 0  // SAFETY: never read; the bench has one thread.
}

/// How near a unit of work comes to the limit.
package struct LimitShare: Codable, Equatable, Sendable {
  package var cost: UnitCost
  package var limit: Limit
  /// µs for the arithmetic alone, and for reading alone, in the pages that read faster.
  package var arithmeticMicros: Double
  package var readingMicros: Double
  /// The longer of the two by the time that it took: 1 is as fast as the core can.
  package var share: Double

  init(_ cost: UnitCost, _ limit: Limit, microsP50: Double) {
    self.cost = cost
    self.limit = limit
    arithmeticMicros = Double(cost.multiplyAdds) / limit.multiplyAddsASecond * 1e6
    readingMicros = Double(cost.bytes) / Double(cost.sharedBy) / max(limit.bytesASecond, limit.bytesASecondInHugePages) * 1e6
    share = max(arithmeticMicros, readingMicros) / microsP50
  }
}

/// The processor's caches, as sysfs tells them.
enum CacheLevels {
  /// The smallest level that holds so many bytes; `memory` when none does, or none is told of.
  static func holding(_ bytes: Int, folder: String = "/sys/devices/system/cpu/cpu0/cache") -> String {
    let indices = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasPrefix("index") }
    let levels = indices.compactMap { index -> (level: Int, bytes: Int)? in
      let read = { (name: String) in
        (try? String(contentsOfFile: "\(folder)/\(index)/\(name)", encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
      }
      guard let type = read("type"), type != "Instruction", let level = read("level").flatMap({ Int($0) }),
        let size = read("size").flatMap(size(_:))
      else { return nil }
      return (level, size)
    }
    return levels.sorted { $0.level < $1.level }.first { bytes <= $0.bytes }.map { "L\($0.level)" } ?? "memory"
  }

  /// `48K` or `32M` in bytes.
  static func size(_ text: String) -> Int? {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = text.last else { return nil }
    guard let unit = units[last] else { return Int(text) }
    return Int(text.dropLast()).map { $0 * unit }
  }
}
