import Foundation

/// Small sums over frames of log power `[frames, bands]`.
enum Spectra {
  /// Natural logarithm of the frames' mean power, summed over bands.
  static func power(_ frames: [Float], bands: Int) -> Float {
    guard !frames.isEmpty else { return -20 }
    var sum = 0.0
    for value in frames { sum += Double(exp(value)) }
    return Float(log(sum / Double(frames.count / bands)))
  }

  /// The mean of the quietest 8 % of frames, band by band: the recording's own background.
  static func quietFrame(_ frames: [Float], bands: Int) -> [Float] {
    let count = frames.count / bands
    let levels = (0..<count).map { frame in
      frames[frame * bands..<(frame + 1) * bands].reduce(0, +)
    }
    let order = (0..<count).sorted { levels[$0] < levels[$1] }
    let quiet = order.prefix(max(1, count * 8 / 100))
    var mean = [Float](repeating: 0, count: bands)
    for frame in quiet {
      for band in 0..<bands { mean[band] += frames[frame * bands + band] / Float(quiet.count) }
    }
    return mean
  }
}
