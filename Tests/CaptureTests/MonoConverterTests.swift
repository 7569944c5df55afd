import Foundation
import HeapProbe
import TestSupport
import Testing

@testable import Capture

/// Every format against its definition: value / full scale, in Double, rounded once to Float.
@Suite struct MonoConverterTests {
  /// The bytes of the integer `value` in `format`, most simply written down.
  static func bytes(_ value: Int, _ format: SampleFormat) -> [UInt8] {
    let byte = { (index: Int) in UInt8(truncatingIfNeeded: value >> (8 * index)) }
    return switch format {
    case .u8: [UInt8(value + 128)]
    case .s8: [byte(0)]
    case .s16LE: [byte(0), byte(1)]
    case .s16BE: [byte(1), byte(0)]
    case .s24Packed: [byte(0), byte(1), byte(2)]
    case .s24PackedBE: [byte(2), byte(1), byte(0)]
    case .s24LE: [byte(0), byte(1), byte(2), 0xA5]  // the fourth byte is rubbish on purpose
    case .s32LE: [byte(0), byte(1), byte(2), byte(3)]
    case .s32BE: [byte(3), byte(2), byte(1), byte(0)]
    case .floatLE, .floatBE: []
    }
  }

  static func bits(_ format: SampleFormat) -> Int {
    switch format {
    case .u8, .s8: 8
    case .s16LE, .s16BE: 16
    case .s24LE, .s24Packed, .s24PackedBE: 24
    default: 32
    }
  }

  static func convert(_ bytes: [UInt8], _ converter: MonoConverter) -> [Float] {
    let frames = bytes.count / converter.frameByteCount
    var mono = [Float](repeating: .nan, count: frames)
    bytes.withUnsafeBytes { raw in
      mono.withUnsafeMutableBufferPointer {
        converter.convert(raw.baseAddress!, frames: frames, into: $0.baseAddress!)
      }
    }
    return mono
  }

  static let integerFormats = SampleFormat.allCases.filter { $0 != .floatLE && $0 != .floatBE }

  @Test(arguments: integerFormats) func integersAreDividedByFullScale(format: SampleFormat) {
    let fullScale = 1 << (Self.bits(format) - 1)
    var random = SplitMix64(seed: 1)
    var values = [-fullScale, -fullScale + 1, -1, 0, 1, fullScale / 2, fullScale - 1]
    values += (0..<1000).map { _ in Int.random(in: -fullScale..<fullScale, using: &random) }
    let converter = MonoConverter(format: format, channels: 1, choice: .mix)
    let mono = Self.convert(values.flatMap { Self.bytes($0, format) }, converter)
    #expect(mono == values.map { Float(Double($0) / Double(fullScale)) })
    #expect(mono[0] == -1)
    #expect(mono[3] == 0)
  }

  @Test func floatsComeAsTheyAre() {
    let values: [Float] = [0, -0.0, 1, -1, 0.123456, .leastNonzeroMagnitude, 1.5]
    let little = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    let big = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (24 - 8 * $0)) } }
    #expect(Self.convert(little, MonoConverter(format: .floatLE, channels: 1, choice: .mix)) == values)
    #expect(Self.convert(big, MonoConverter(format: .floatBE, channels: 1, choice: .mix)) == values)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func whatIsNotFiniteBecomesZero(value: Float) {
    let bytes = [value, 0.5].flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
    #expect(Self.convert(bytes, MonoConverter(format: .floatLE, channels: 1, choice: .mix)) == [0, 0.5])
    #expect(Self.convert(bytes, MonoConverter(format: .floatLE, channels: 2, choice: .mix)) == [0])
  }

  @Test func whatIsFarBeyondFullScaleIsHeldAtEight() {
    let values: [Float] = [1e20, -1e20, .greatestFiniteMagnitude, 8.5, -8, 7.9, -1.5]
    let bytes = values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } }
    let held = Self.convert(bytes, MonoConverter(format: .floatLE, channels: 1, choice: .mix))
    #expect(held == [8, -8, 8, 8, -8, 7.9, -1.5])
    let frame = bytes.prefix(4) + bytes.suffix(4)
    #expect(Self.convert(Array(frame), MonoConverter(format: .floatLE, channels: 2, choice: .mix)) == [8])
  }

  @Test(arguments: integerFormats, 1...8) func picksAndMixesChannels(format: SampleFormat, channels: Int) {
    let fullScale = 1 << (Self.bits(format) - 1)
    var random = SplitMix64(seed: 2)
    let frames = (0..<50).map { _ in (0..<channels).map { _ in Int.random(in: -fullScale..<fullScale, using: &random) }
    }
    let bytes = frames.flatMap { $0.flatMap { Self.bytes($0, format) } }
    for channel in 1...channels {
      let mono = Self.convert(bytes, MonoConverter(format: format, channels: channels, choice: .index(channel)))
      #expect(mono == frames.map { Float(Double($0[channel - 1]) / Double(fullScale)) })
    }
    let mix = Self.convert(bytes, MonoConverter(format: format, channels: channels, choice: .mix))
    for (mean, frame) in zip(mix, frames) {
      let expected = Double(frame.reduce(0, +)) / Double(fullScale) / Double(channels)
      // Up to eight roundings of a sum below 8, each 2^−22 at most, then scaled: far below one bit of 16.
      #expect(abs(Double(mean) - expected) < 1e-6)
    }
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func makesNoHeapCall() {
    let bytes = [UInt8](repeating: 0x5A, count: 480 * 8)
    var mono = [Float](repeating: 0, count: 480)
    let converters = SampleFormat.allCases.map { MonoConverter(format: $0, channels: 2, choice: .mix) }
    bytes.withUnsafeBytes { raw in
      mono.withUnsafeMutableBufferPointer { mono in
        heap_probe_begin()
        var index = 0
        while index < converters.count {
          converters[index].convert(raw.baseAddress!, frames: 480, into: mono.baseAddress!)
          index += 1
        }
        #expect(heap_probe_end() == 0)
      }
    }
  }
}
