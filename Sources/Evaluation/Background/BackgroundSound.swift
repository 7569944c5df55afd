internal import Corpus

/// A stretch of sound in which nobody speaks to the microphone.
package struct BackgroundSound: Sendable {
  package enum Source: Sendable {
    /// At 16 kHz.
    case recording([Float])
    case synthetic(SyntheticSound, seed: UInt64)
  }

  /// What a row of the table is about.
  package var kind: String
  /// Whether people talk in it: a name for their emotion is then no error of the ear, only of the attention.
  package var holdsVoices: Bool
  package var source: Source
  package var seconds: Double
  /// Mean power, of full scale; nil leaves the sound as it is.
  package var decibels: Float?

  /// Recordings in which people talk.
  package static let withVoices: Set<String> = ["babble", "restaurant", "mall", "crowd"]
  /// Levels of the recordings, dB of full scale: a loud cabin to a quiet room.
  package static let levels: [Float] = [-20, -30, -40, -50, -60]
  /// Seconds of all recordings together; the synthetic sounds make up the hour.
  package static let recordedSeconds = 1_750.0

  /// One hour: the recordings, each at every level, and all synthetic sounds.
  package static func hour(recordings: [(name: String, samples: [Float])], seed: UInt64) -> [BackgroundSound] {
    let share = recordedSeconds / Double(max(1, recordings.count * levels.count))
    let recorded = recordings.flatMap { recording in
      levels.map { level in
        BackgroundSound(
          kind: recording.name, holdsVoices: withVoices.contains(recording.name), source: .recording(recording.samples),
          seconds: share, decibels: level)
      }
    }
    var number = seed
    let synthetic = SyntheticSound.allCases.flatMap { sound in
      sound.schedule.decibels.map { level in
        number += 1
        return BackgroundSound(
          kind: sound.rawValue, holdsVoices: false, source: .synthetic(sound, seed: number),
          seconds: sound.schedule.seconds, decibels: level)
      }
    }
    return recorded + synthetic
  }

  /// The sound at its level, a recording from its beginning and again and again, peaks clipped at full scale: `[samples]`, 16 kHz.
  package func samples() -> [Float] {
    let count = Int((seconds * 16_000).rounded())
    let sound: [Float]
    switch source {
    case .recording(let recording):
      guard !recording.isEmpty else { return [Float](repeating: 0, count: count) }
      sound = (0..<count).map { recording[$0 % recording.count] }
    case .synthetic(let synthetic, let seed): sound = synthetic.samples(count, seed: seed)
    }
    let level = Level.rms(sound)
    guard let decibels, level > 0 else { return sound }
    let gain = Level.factor(decibels) / level
    return sound.map { max(-1, min(1, gain * $0)) }
  }
}
