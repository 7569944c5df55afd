internal import Corpus
import Foundation

/// Sounds that are no speech, made up: what a radio, an instrument panel and a bad cable bring.
package enum SyntheticSound: String, CaseIterable, Sendable {
  /// Chords that die away, a bass beneath them.
  case chords
  /// One voice of an instrument with vibrato, in the range of a singer: the nearest to speech.
  case melody
  /// A drum kit at 96 to 132 beats a minute.
  case drums
  /// All three together.
  case band
  /// Bells and two-tone warnings.
  case chimes
  /// The ticking of a turn signal.
  case turnSignal = "turn signal"
  case hum50 = "50 Hz hum"
  case hum60 = "60 Hz hum"
  case whiteNoise = "white noise"
  case directCurrent = "direct current"
  case silence = "digital silence"

  static let rateHz: Float = 16_000

  /// How long one stretch is, and at which levels (dB of full scale, mean power over the stretch); no level: as it is. 1,850 s in all.
  var schedule: (seconds: Double, decibels: [Float?]) {
    switch self {
    case .chords, .melody, .drums, .band: (75, [-20, -35, -50])
    case .chimes, .turnSignal: (50, [-20, -35, -50])
    case .hum50, .hum60: (30, [-20, -35, -50])
    case .whiteNoise: (60, [-20, -35, -50])
    case .directCurrent: (60, [-10])
    case .silence: (230, [nil])
    }
  }

  /// - Returns: `[count]`, at 16 kHz, of any level.
  func samples(_ count: Int, seed: UInt64) -> [Float] {
    var random = RandomSource(seed: seed)
    var out = [Float](repeating: 0, count: count)
    switch self {
    case .chords: Self.chords(&out, &random)
    case .melody: Self.melody(&out, &random)
    case .drums: Self.drums(&out, &random)
    case .band:
      for part in [SyntheticSound.chords, .melody, .drums] {
        let sound = part.samples(count, seed: random.next())
        let gain = 1 / max(Level.rms(sound), 1e-6)
        for index in out.indices { out[index] += gain * sound[index] }
      }
    case .chimes: Self.chimes(&out, &random)
    case .turnSignal: Self.turnSignal(&out, &random)
    case .hum50: Self.hum(&out, 50, &random)
    case .hum60: Self.hum(&out, 60, &random)
    case .whiteNoise: for index in out.indices { out[index] = random.normal() }
    case .directCurrent: for index in out.indices { out[index] = 1 }
    case .silence: break
    }
    return out
  }
}
