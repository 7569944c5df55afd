internal import Capture
internal import Spectrum

/// Any audio file as mono samples at 16 kHz, through the product's reader and resampler.
package enum AudioDecoder {
  /// - Returns: `[samples]`, −1…1; channels are averaged.
  /// - Throws: `CorpusError` naming the file.
  package static func samples(of path: String, rateHz: Int = 16_000) throws(CorpusError) -> [Float] {
    do {
      var file = try AudioFile(path: path)
      let channels = file.channels
      var interleaved: [Float] = []
      interleaved.reserveCapacity(file.frameCount * channels)
      var block = [Float](repeating: 0, count: 16_384 * channels)
      while true {
        var span = block.mutableSpan
        let frames = try file.read(into: &span)
        if frames == 0 { break }
        interleaved.append(contentsOf: block.prefix(frames * channels))
      }
      let mono = channels == 1 ? interleaved : mix(interleaved, channels)
      guard file.rateHz != rateHz else { return mono }
      var resampler = try Resampler(from: file.rateHz, to: rateHz)
      return resampler.resample(mono)
    } catch {
      throw CorpusError("\(path): \(error)")
    }
  }

  private static func mix(_ interleaved: [Float], _ channels: Int) -> [Float] {
    (0..<interleaved.count / channels).map { frame in
      var sum: Float = 0
      for channel in 0..<channels { sum += interleaved[frame * channels + channel] }
      return sum / Float(channels)
    }
  }
}
