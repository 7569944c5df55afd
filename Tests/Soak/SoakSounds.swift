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

  static let longestStretch = 960_000

  /// The next stretch, 1 to 60 s, in place of what `sound` holds, without more memory than it has.
  func stretch(_ random: inout SplitMix64, into sound: inout [Float]) {
    let count = Int.random(in: 16_000...Self.longestStretch, using: &random)
    sound.removeAll(keepingCapacity: true)
    switch Int.random(in: 0..<10, using: &random) {
    case 0...4:
      let gain = powf(10, Float.random(in: -1.5...0.3, using: &random))
      let from = Int.random(in: 0..<speech.count, using: &random)
      for index in 0..<count { sound.append(speech[(from + index) % speech.count] * gain) }
    case 5: sound.append(contentsOf: repeatElement(0, count: count))
    case 6:
      let level = powf(10, Float.random(in: -5 ... -1, using: &random))
      for _ in 0..<count { sound.append(Float.random(in: -1...1, using: &random) * level) }
    case 7:
      let step = Float.random(in: 0.01...2, using: &random)
      for index in 0..<count { sound.append(0.3 * sinf(step * Float(index % 65_536))) }
    case 8:
      // A tail that dies into digital silence, through every size that a Float has.
      var level: Float = 0.5
      for index in 0..<count {
        level *= 0.999
        sound.append(index % 2 == 0 ? level : -level)
      }
    default:
      var walk: Float = 0
      for _ in 0..<count {
        walk = 0.99 * walk + 0.01 * Float.random(in: -1...1, using: &random)
        sound.append(walk)
      }
    }
  }
}
