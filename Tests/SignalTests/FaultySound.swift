import Capture
import Foundation
import TestSupport

@testable import Signal

/// Good speech, and things that go wrong with it.
enum FaultySound {
  /// Config/demo.flac, 42 s at 16 kHz.
  static func demo() throws -> [Float] {
    let path = URL(filePath: Fixture.path("cremad-16k.wav")).deletingLastPathComponent().appending(path: "../../Config/demo.flac").path
    let reader = try MonoReader(path: path, channel: .mix)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 4096)
    while true {
      let count = try block.withUnsafeMutableBufferPointer { try reader.read(into: $0) }
      if count == 0 { return samples }
      samples += block[..<count]
    }
  }

  static func sixteenBits(_ samples: [Float]) -> [Float] {
    samples.map { min(max(($0 * 32768).rounded(), -32768), 32767) / 32768 }
  }

  static func stuck(_ samples: [Float], bit: Int, at value: Int) -> [Float] {
    let mask = UInt16(1) << UInt16(15 - bit)
    return samples.map { sample in
      let code = UInt16(bitPattern: Int16(sample * 32768))
      return Float(Int16(bitPattern: value == 1 ? code | mask : code & ~mask)) / 32768
    }
  }

  static func hum(_ samples: [Float], hertz: Float, level: Float) -> [Float] {
    samples.indices.map { index in
      samples[index] + level * sin(2 * .pi * hertz * Float(index % 16_000) / 16_000)
    }
  }

  static func peak(_ samples: [Float]) -> Float { samples.reduce(1e-9) { max($0, abs($1)) } }

  /// Each sample three times, smoothed: 48 kHz read as 16.
  static func slow(_ samples: [Float]) -> [Float] {
    var last: (Float, Float) = (0, 0)
    return samples.flatMap { sample in
      (0..<3).map { _ -> Float in
        last.0 += 0.5 * (sample - last.0)
        last.1 += 0.5 * (last.0 - last.1)
        return last.1
      }
    }
  }

  struct Change: Equatable {
    var state: SignalState
    var seconds: Double
  }

  static func changes(_ samples: [Float], rateHz: Int = 16_000, chunks: [Int] = [480]) -> [Change] {
    var watch = SignalWatch(rateHz: rateHz)
    var (changes, from, turn): ([Change], Int, Int) = ([], 0, 0)
    while from < samples.count {
      let end = min(from + chunks[turn % chunks.count], samples.count)
      samples[from..<end].withUnsafeBufferPointer { chunk in
        var offset = 0
        while let verdict = watch.nextChange(in: chunk, from: &offset) {
          changes.append(Change(state: verdict.state, seconds: Double(from + offset) / Double(rateHz)))
        }
      }
      (from, turn) = (end, turn + 1)
    }
    return changes
  }
}
