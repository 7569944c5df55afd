internal import CTraining

/// A real noise around a lane that lasts for some clips: a recording, where in it we are, how loud it is.
struct LaneEnvironment {
  let recording: Int
  /// Frame of the recording that comes next.
  var position: Int
  /// Added to the recording's log power.
  let gain: Float
  var clipsLeft: Int

  /// Mixes the recording into frames `[frames, bands]`, and moves on in it.
  mutating func add(to x: inout [Float], _ bank: NoiseBank) {
    let frames = bank.recordings[recording].frames
    let bands = bank.bandCount
    let length = frames.count / bands
    x.withUnsafeMutableBufferPointer { buffer in
      frames.withUnsafeBufferPointer { noise in
        guard let base = buffer.baseAddress, let source = noise.baseAddress else { return }
        for frame in 0..<buffer.count / bands {
          ct_add_log_power(base + frame * bands, source + position * bands, gain, bands)
          position = position + 1 == length ? 0 : position + 1
        }
      }
    }
  }

  /// A random place in a random recording, its mean power `level` (natural log).
  static func drawn(_ bank: NoiseBank, level: Float, clips: Int, _ random: inout RandomSource) -> LaneEnvironment? {
    guard !bank.recordings.isEmpty else { return nil }
    let recording = random.index(bank.recordings.count)
    let frames = bank.recordings[recording].frames.count / bank.bandCount
    guard frames > 0 else { return nil }
    return LaneEnvironment(
      recording: recording, position: random.index(frames), gain: level - bank.recordings[recording].power,
      clipsLeft: clips)
  }
}
