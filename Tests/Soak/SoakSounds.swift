import Capture
import Foundation
import TestSupport

/// What is heard in a month: speech, silence, noise, tones, tails. 16 kHz mono.
struct SoakSounds: Sendable {
  /// The demonstration, 42 s of acted speech in a car.
  let speech: [Float]
  /// Its most spoken five seconds, what every day begins with.
  var probe: [Float] { Array(speech[(8 * 16_000)..<(13 * 16_000)]) }

  init() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    speech = try MonoReader(path: root.appending(path: "Config/demo.flac").path, channel: .mix).readAll()
  }

  /// The next stretch, 1 to 60 s.
  func stretch(_ random: inout SplitMix64) -> [Float] {
    let count = Int.random(in: 16_000...960_000, using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0...4:
      let gain = powf(10, Float.random(in: -1.5...0.3, using: &random))
      let from = Int.random(in: 0..<speech.count, using: &random)
      return (0..<count).map { speech[(from + $0) % speech.count] * gain }
    case 5: return [Float](repeating: 0, count: count)
    case 6:
      let level = powf(10, Float.random(in: -5 ... -1, using: &random))
      return random.noise(count).map { $0 * level }
    case 7:
      let step = Float.random(in: 0.01...2, using: &random)
      return (0..<count).map { 0.3 * sinf(step * Float($0 % 65_536)) }
    case 8:
      // A tail that dies into digital silence, through every size that a Float has.
      var level: Float = 0.5
      return (0..<count).map { index in
        level *= 0.999
        return index % 2 == 0 ? level : -level
      }
    default:
      var walk: Float = 0
      return random.noise(count).map { noise in
        walk = 0.99 * walk + 0.01 * noise
        return walk
      }
    }
  }
}
