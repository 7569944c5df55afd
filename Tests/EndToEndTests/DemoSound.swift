import Capture
import Foundation
import Spectrum

/// The demonstration's samples in other clothes.
struct DemoSound {
  private let samples: [Float]

  init() throws {
    samples = try MonoReader(path: Program.demo, channel: .mix).readAll()
  }

  /// So many of its samples.
  func part(from: Int, count: Int) -> [Float] { Array(samples[from..<from + count]) }

  /// S16_LE, 16 kHz, mono: exactly the file.
  var mono16kHz: Data {
    var data = Data(capacity: 2 * samples.count)
    for sample in samples {
      withUnsafeBytes(of: Int16((sample * 32768).rounded()).littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  /// S32_LE, 48 kHz, both channels alike.
  func stereo48kHz() throws -> Data {
    var resampler = try Resampler(from: 16_000, to: 48_000)
    var data = Data(capacity: 24 * samples.count)
    for sample in resampler.resample(samples) {
      let value = Int32(max(-2_147_483_648, min(2_147_483_520, Double(sample) * 2_147_483_648))).littleEndian
      for _ in 0..<2 { withUnsafeBytes(of: value) { data.append(contentsOf: $0) } }
    }
    return data
  }
}
