import Foundation

/// A real noise around a lane that lasts for some clips: a recording, where in it we are, how loud it is.
struct LaneEnvironment {
  let recording: Int
  /// Frame of the recording that comes next.
  var position: Int
  /// Its level and another microphone's colour, as the domain's `add` takes them.
  let filter: [Float]
  var clipsLeft: Int

  /// Mixes the recording into frames `[frames, bands]`, and moves on in it.
  mutating func add(to x: inout [Float], _ bank: NoiseBank) {
    bank.domain.add(bank.recordings[recording].frames, from: &position, through: filter, to: &x)
  }

  /// A random place in a random recording, its mean power `level` (natural log) before it is coloured.
  /// - Parameter colour: deviation of the two cosines over the bands that are added, natural log.
  static func drawn(_ bank: NoiseBank, level: Float, clips: Int, colour: Float = 0.7, _ random: inout RandomSource) -> LaneEnvironment? {
    guard !bank.recordings.isEmpty else { return nil }
    let recording = random.index(bank.recordings.count)
    let frames = bank.recordings[recording].frames.count / bank.bandCount
    guard frames > 0 else { return nil }
    let cosines = (1...2).map { _ in colour * random.normal() }
    let filter = bank.domain.filter(level: level - bank.recordings[recording].power, cosines: cosines)
    return LaneEnvironment(recording: recording, position: random.index(frames), filter: filter, clipsLeft: clips)
  }
}

extension NoiseBank {
  /// Background frames `[frames, bands]` from a random place in a random recording; nil without one.
  /// - Parameter decibels: how far its mean power is below that of `clip`.
  package func gap(
    frames: Int, under clip: [Float], decibels: ClosedRange<Int>, _ random: inout RandomSource
  ) -> [Float]? {
    let ratio = random.uniform(Float(decibels.lowerBound), Float(decibels.upperBound)) * log(10) / 10
    let level = domain.power(clip) - ratio
    guard var place = LaneEnvironment.drawn(self, level: level, clips: 1, colour: 0, &random) else { return nil }
    var out = domain.silence(frames)
    place.add(to: &out, self)
    return out
  }
}
