internal import Capture
import Foundation
internal import Spectrum

/// Any audio file as mono samples at 16 kHz, through the product's reader and resampler.
package enum AudioDecoder {
  /// A decoded file, and what its header says.
  package struct Decoded {
    /// `[samples]`, −1…1, at the rate that was asked for; channels are averaged.
    package var samples: [Float]
    /// The file's own rate and channels.
    package var rateHz: Int
    package var channels: Int
    /// Container and encoding, such as `WAV/PCM_16`.
    package var format: String
  }

  /// A WAV file says at its beginning how long it is; libsndfile reads a shorter one without a word. Programs that write to a pipe leave 0
  /// there, or some number near 2³¹ or 2³².
  private static func damage(_ path: String) -> String? {
    guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 8), head.count == 8,
      head.starts(with: Data("RIFF".utf8)), let end = try? handle.seekToEnd()
    else { return nil }
    let stated = UInt64(head.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self)) }) + 8
    return stated > end + 1 && stated < 0x7FFF_0000 ? "it breaks off: \(end) bytes of \(stated)" : nil
  }

  /// - Returns: `[samples]`, −1…1; channels are averaged.
  /// - Throws: `CorpusError` naming the file.
  package static func samples(of path: String, rateHz: Int = 16_000) throws(CorpusError) -> [Float] {
    try decode(path, rateHz: rateHz).samples
  }

  /// - Throws: `CorpusError` naming the file.
  package static func decode(_ path: String, rateHz: Int = 16_000) throws(CorpusError) -> Decoded {
    if let damage = damage(path) { throw CorpusError("\(path): \(damage)") }
    do {
      let reader = try MonoReader(path: path, channel: .mix)
      var mono = try reader.readAll()
      if reader.rateHz != rateHz {
        var resampler = try Resampler(from: reader.rateHz, to: rateHz)
        mono = resampler.resample(mono)
      }
      guard mono.allSatisfy(\.isFinite) else { throw CorpusError("it holds samples that are no numbers") }
      return Decoded(samples: mono, rateHz: reader.rateHz, channels: reader.channels, format: reader.formatName)
    } catch {
      throw CorpusError("\(path): \(error)")
    }
  }
}
