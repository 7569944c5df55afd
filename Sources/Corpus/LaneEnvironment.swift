internal import CTraining
import Foundation

/// A real noise around a lane that lasts for some clips: a recording, where in it we are, how loud it is.
struct LaneEnvironment {
  let recording: Int
  /// Frame of the recording that comes next.
  var position: Int
  /// Added to the recording's log power, `[bands]`: its level and another microphone's colour.
  let gains: [Float]
  var clipsLeft: Int

  /// Mixes the recording into frames `[frames, bands]`, and moves on in it.
  mutating func add(to x: inout [Float], _ bank: NoiseBank) {
    let frames = bank.recordings[recording].frames
    let bands = bank.bandCount
    let length = frames.count / bands
    var frameNow = [Float](repeating: 0, count: bands)
    x.withUnsafeMutableBufferPointer { buffer in
      frames.withUnsafeBufferPointer { noise in
        guard let base = buffer.baseAddress, let source = noise.baseAddress else { return }
        for frame in 0..<buffer.count / bands {
          for band in 0..<bands { frameNow[band] = source[position * bands + band] + gains[band] }
          ct_add_log_power(base + frame * bands, frameNow, 0, bands)
          position = position + 1 == length ? 0 : position + 1
        }
      }
    }
  }

  /// A random place in a random recording, its mean power `level` (natural log) before it is coloured.
  /// - Parameter colour: deviation of the two cosines over the bands that are added, natural log.
  static func drawn(_ bank: NoiseBank, level: Float, clips: Int, colour: Float = 0.7, _ random: inout RandomSource) -> LaneEnvironment? {
    guard !bank.recordings.isEmpty else { return nil }
    let recording = random.index(bank.recordings.count)
    let frames = bank.recordings[recording].frames.count / bank.bandCount
    guard frames > 0 else { return nil }
    var gains = [Float](repeating: level - bank.recordings[recording].power, count: bank.bandCount)
    for order in 1...2 {
      let size = colour * random.normal()
      for band in gains.indices { gains[band] += size * cos(.pi * Float(order * band) / Float(gains.count - 1)) }
    }
    return LaneEnvironment(recording: recording, position: random.index(frames), gains: gains, clipsLeft: clips)
  }
}

extension NoiseBank {
  /// Background frames `[frames, bands]` from a random place in a random recording; nil without one.
  /// - Parameter decibels: how far its mean power is below that of `clip`.
  package func gap(
    frames: Int, under clip: [Float], decibels: ClosedRange<Int>, floor: Float, _ random: inout RandomSource
  ) -> [Float]? {
    let ratio = random.uniform(Float(decibels.lowerBound), Float(decibels.upperBound)) * log(10) / 10
    let level = Spectra.power(clip, bands: bandCount) - ratio
    guard var place = LaneEnvironment.drawn(self, level: level, clips: 1, colour: 0, &random) else { return nil }
    var out = [Float](repeating: log(floor), count: frames * bandCount)
    place.add(to: &out, self)
    return out
  }
}
