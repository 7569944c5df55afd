/// A waveform.
///
/// - Shapes: samples `[count]`.
/// - Units: −1…1, hertz.
package struct Waveform: Sendable {
  package var samples: [Float]
  package var rateHz: Double

  package init(samples: [Float], rateHz: Double) {
    self.samples = samples
    self.rateHz = rateHz
  }

  var seconds: Double { Double(samples.count) / rateHz }
  var isDrawable: Bool { rateHz > 0 && rateHz.isFinite && !samples.isEmpty }

  /// The largest magnitude.
  var peak: Double { Double(samples.lazy.filter(\.isFinite).map(abs).max() ?? 0) }

  /// Rows of (middle in seconds, least, greatest) of `count` stretches, at least as thick as `least`, so that silence is a line.
  func envelope(_ count: Int, least: Double) -> [[Double]] {
    let parts = min(count, samples.count)
    return (0..<parts).map { part in
      let range = part * samples.count / parts..<(part + 1) * samples.count / parts
      let heard = samples[range].lazy.filter(\.isFinite)
      let (low, high) = (Double(heard.min() ?? 0), Double(heard.max() ?? 0))
      let missing = max(0, least - (high - low)) / 2
      return [(Double(range.lowerBound) + Double(range.count) / 2) / rateHz, low - missing, high + missing]
    }
  }
}

/// A log-mel spectrogram.
///
/// - Shapes: decibels `[frames][bands]`, lowest band first; centres `[bands]`.
/// - Units: dB (any reference), hertz, seconds from one frame to the next.
package struct Spectrogram: Sendable {
  package var decibels: [[Float]]
  package var bandCentresHz: [Double]
  package var hopSeconds: Double

  package init(decibels: [[Float]], bandCentresHz: [Double], hopSeconds: Double) {
    self.decibels = decibels
    self.bandCentresHz = bandCentresHz
    self.hopSeconds = hopSeconds
  }

  var seconds: Double { Double(decibels.count) * hopSeconds }

  /// What is wrong with its shape, if anything.
  var complaint: String? {
    if decibels.isEmpty { return "a spectrogram has no frames" }
    if bandCentresHz.count < 2 { return "a spectrogram has \(bandCentresHz.count) bands, at least 2 are needed" }
    if let frame = decibels.first(where: { $0.count != bandCentresHz.count }) {
      return "a spectrogram's frame has \(frame.count) bands, but there are \(bandCentresHz.count) band centres"
    }
    if zip(bandCentresHz, bandCentresHz.dropFirst()).contains(where: { !($0 < $1) }) { return "band centres do not ascend" }
    return hopSeconds > 0 && hopSeconds.isFinite ? nil : "a spectrogram's hop is \(hopSeconds) s, it must be above 0"
  }

  /// Means of at most `count` stretches of frames, whole decibels within `range` (which keeps the image small).
  /// - Returns: `[bands][columns]`, at least two columns.
  func columns(_ count: Int, range: ClosedRange<Double>) -> [[Double]] {
    let parts = max(2, min(count, decibels.count))
    return bandCentresHz.indices.map { band in
      (0..<parts).map { part in
        let first = min(part * decibels.count / parts, decibels.count - 1)
        let frames = decibels[first..<max(first + 1, (part + 1) * decibels.count / parts)]
        let heard = frames.map { Double($0[band]) }.filter(\.isFinite)
        let mean = heard.isEmpty ? range.lowerBound : heard.reduce(0, +) / Double(heard.count)
        return min(max(mean.rounded(), range.lowerBound), range.upperBound)
      }
    }
  }

  /// Where the bands reach `hertz`, counted in bands; nil beyond the outermost ones.
  func place(ofHertz hertz: Double) -> Double? {
    guard let above = bandCentresHz.firstIndex(where: { $0 >= hertz }) else { return nil }
    if above == 0 { return bandCentresHz[0] == hertz ? 0 : nil }
    let (low, high) = (bandCentresHz[above - 1], bandCentresHz[above])
    return Double(above - 1) + (hertz - low) / (high - low)
  }
}
