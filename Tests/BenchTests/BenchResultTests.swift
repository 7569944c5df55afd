import Foundation
import Testing

@testable import Bench
@testable import Network

@Suite struct BenchResultTests {
  /// Ten units and a second of sound a run, of one or two streams.
  private final class Work: BenchWork {
    let unitsARun = 10
    let secondsARun = 1.0
    let streams = 2
    func run() {}
  }

  private let entry = BenchCase("made-up", unit: "unit", "nothing") { _ in Work() }

  private func result(_ times: [Int64]) -> BenchResult {
    BenchResult(
      entry, Work(), times: RunTimes(wall: times, cpu: times.map { $0 / 2 }), memory: MemoryChange(before: 1000, after: 3000, peak: 4096))
  }

  @Test func timesAreThoseOfAUnit() {
    // 1, 2, … 200 ms in any order.
    let result = result((1...200).map { Int64($0) * 1_000_000 }.reversed())
    #expect(result.runs == 200)
    #expect(result.p50 == 10_000 && result.p99 == 19_800 && result.worst == 20_000 && result.cpuP50 == 5_000)
    #expect(abs(result.timesRealTime - 200 / 20.1) < 1e-9)
  }

  @Test func quantilesAreOfTheNearestRank() {
    #expect(BenchResult.quantile([7], 0.99) == 7)
    #expect(BenchResult.quantile([1, 2, 3, 4], 0.5) == 2)
    #expect(BenchResult.quantile([1, 2, 3], 0.99) == 3)
    #expect(BenchResult.quantile([1, 2, 3], 0) == 1)
  }

  @Test func whatWasNotMeasuredIsNull() throws {
    let report = BenchReport(sound: "s", model: "m", results: [result([1000])])
    let document = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any]
    let row = try #require((document?["results"] as? [[String: Any]])?.first)
    for key in ["heapCallsARun", "joulesASecond", "limit"] { #expect(row[key] is NSNull) }
    #expect(row["microsP50"] as? Double == 0.1)
    let text = report.tables.map(\.text).joined()
    #expect(text.contains("libHeapProbe") && text.contains("powercap") && !text.contains("The limit"))
    #expect(text.contains(" 1000.0  "))  // (3000 − 1000)/2 kB a stream
  }

  @Test func theShareIsOfTheNarrowerLimit() {
    let limit = Limit(
      bytes: 1000, cache: "L1", multiplyAddsASecond: 1e9, bytesASecond: 1e8, bytesASecondInHugePages: 2e8)
    let reading = LimitShare(UnitCost(multiplyAdds: 1000, bytes: 1000), limit, microsP50: 10)
    #expect(abs(reading.arithmeticMicros - 1) < 1e-9 && abs(reading.readingMicros - 5) < 1e-9 && abs(reading.share - 0.5) < 1e-9)
    let batch = LimitShare(UnitCost(multiplyAdds: 1000, bytes: 1000, sharedBy: 50), limit, microsP50: 2)
    #expect(abs(batch.readingMicros - 0.1) < 1e-9)
    #expect(abs(batch.share - 0.5) < 1e-9)
  }

  @Test func aStepReadsEveryWeightOnce() {
    let configuration = NetworkConfiguration(features: 256, hidden: 256, layers: 2)
    let weights = 1_117_440  // 256 · 256 + 2 · 1024 · 512 + 13 · 256
    #expect(UnitCost(step: configuration, .float, streams: 1) == UnitCost(multiplyAdds: weights, bytes: 4 * weights))
    let int8 = UnitCost(step: configuration, .int8, streams: 64)
    #expect(int8 == UnitCost(multiplyAdds: weights / 4, bytes: weights, sharedBy: 64))
  }
}
