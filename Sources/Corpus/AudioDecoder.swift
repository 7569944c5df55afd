internal import Capture
internal import Spectrum

/// Any audio file as mono samples at 16 kHz, through the product's reader and resampler.
package enum AudioDecoder {
  /// - Returns: `[samples]`, −1…1; channels are averaged.
  /// - Throws: `CorpusError` naming the file.
  package static func samples(of path: String, rateHz: Int = 16_000) throws(CorpusError) -> [Float] {
    do {
      let reader = try MonoReader(path: path, channel: .mix)
      var mono: [Float] = []
      var block = [Float](repeating: 0, count: 16_384)
      while true {
        let count = try block.withUnsafeMutableBufferPointer { try reader.read(into: $0) }
        if count == 0 { break }
        mono.append(contentsOf: block.prefix(count))
      }
      guard reader.rateHz != rateHz else { return mono }
      var resampler = try Resampler(from: reader.rateHz, to: rateHz)
      return resampler.resample(mono)
    } catch {
      throw CorpusError("\(path): \(error)")
    }
  }
}
