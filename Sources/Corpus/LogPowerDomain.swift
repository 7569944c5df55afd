internal import CTraining
import Foundation
internal import Spectrum

/// Frames of natural log power, in mel bands or in the FFT's bins.
struct LogPowerDomain: FrameDomain {
  let configuration: FeatureConfiguration
  private var bands: Int { configuration.bandCount }

  init(configuration: FeatureConfiguration) { self.configuration = configuration }

  func silence(_ count: Int) -> [Float] { [Float](repeating: log(configuration.floor), count: count * bands) }

  func power(_ frames: [Float]) -> Float { Spectra.power(frames, bands: bands) }

  func background(_ count: Int, like frames: [Float], _ statistics: BandStatistics, _ random: inout RandomSource) -> [Float] {
    Background.frames(count, like: frames, deviation: statistics.deviation, &random)
  }

  /// The mean of a step's numbers on the normalised scale.
  func loudness(_ frames: [Float], _ statistics: BandStatistics) -> [Float] {
    let width = configuration.featureCount
    return (0..<frames.count / width).map { step in
      var sum: Float = 0
      for index in 0..<width {
        let band = index % bands
        sum += (frames[step * width + index] - statistics.mean[band]) / statistics.deviation[band]
      }
      return sum / Float(width)
    }
  }

  /// What is added to each band, `[bands]`.
  func filter(level: Float, cosines: [Float]) -> [Float] {
    var gains = [Float](repeating: level, count: bands)
    for (index, size) in cosines.enumerated() {
      for band in gains.indices { gains[band] += size * cos(.pi * Float((index + 1) * band) / Float(bands - 1)) }
    }
    return gains
  }

  func add(_ recording: [Float], from position: inout Int, through filter: [Float], to frames: inout [Float]) {
    let length = recording.count / bands
    var frameNow = [Float](repeating: 0, count: bands)
    frames.withUnsafeMutableBufferPointer { buffer in
      recording.withUnsafeBufferPointer { noise in
        guard let base = buffer.baseAddress, let source = noise.baseAddress else { return }
        for frame in 0..<buffer.count / bands {
          for band in 0..<bands { frameNow[band] = source[position * bands + band] + filter[band] }
          ct_add_log_power(base + frame * bands, frameNow, 0, bands)
          position = position + 1 == length ? 0 : position + 1
        }
      }
    }
  }

  func changes(_ recipe: StreamRecipe) -> any ClipChanges {
    ClipAugmenter(recipe, bands: bands, floor: configuration.floor)
  }
}
