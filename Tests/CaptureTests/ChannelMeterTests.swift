import HeapProbe
import TestSupport
import Testing

@testable import Capture

@Suite struct ChannelMeterTests {
  private static func report(_ channels: [[Float]], choice: ChannelChoice = .mix, block: Int = 100) -> Int? {
    let meter = ChannelMeter(floatChannels: channels.count, choice: choice, rateHz: 8000)
    let frames = channels[0].count
    let interleaved = (0..<frames).flatMap { frame in channels.map { $0[frame] } }
    interleaved.withUnsafeBytes { raw in
      for start in stride(from: 0, to: frames, by: block) {
        meter.add(raw.baseAddress! + start * channels.count * 4, frames: min(block, frames - start))
      }
    }
    let report = meter.takeReport()
    #expect(meter.takeReport() == nil)
    return report.map { Int($0) }
  }

  private let loud: [Float]
  private let silent = [Float](repeating: 0, count: 8000)

  init() {
    var random = SplitMix64(seed: 1)
    loud = random.noise(8000)
  }

  @Test func silentAndLoudChannels() {
    #expect(Self.report([loud, silent]) == 0b10 | 0b01 << 8)
    #expect(Self.report([silent, loud], choice: .index(1), block: 7) == 0b01 | 0b10 << 8 | 1 << 16)
    #expect(Self.report([loud, loud]) == 0b11 << 8)
    #expect(Self.report([silent, silent]) == 0b11)
    // A constant is as silent as zero; 40 dB below the loudest counts as silent, 34 dB does not.
    #expect(Self.report([loud, silent.map { _ in 0.5 }, loud.map { 0.009 * $0 }, loud.map { 0.02 * $0 }]) == 0b0110 | 0b1001 << 8)
  }

  @Test func lessThanASecondAndOneChannelSayNothing() {
    #expect(Self.report([Array(loud.dropLast()), Array(silent.dropLast())]) == nil)
    #expect(Self.report([loud]) == nil)
  }

  @Test func neverTouchesTheHeap() throws {
    try #require(heap_probe_is_active())
    let meter = ChannelMeter(floatChannels: 2, choice: .mix, rateHz: 8000)
    loud.withUnsafeBytes { raw in
      heap_probe_begin()
      for _ in 0..<3 { meter.add(raw.baseAddress!, frames: 4000) }
      _ = meter.takeReport()
      #expect(heap_probe_end() == 0)
    }
  }
}
