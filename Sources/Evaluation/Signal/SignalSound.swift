internal import Corpus
import Foundation

/// Sound at 16 kHz as a well microphone of 16 bits gives it, in several clothes: nothing is wrong with any of them.
enum SignalSound: String, CaseIterable, Sendable {
  case asRecorded = "as recorded"
  case softer = "20 dB softer"
  case telephone = "telephone, 8 bits of µ-law"
  case eightBits = "8 bits"
  case withSilence = "2 s of digital silence between clips"
  case loud = "peaks of every clip at full scale"

  /// - Parameter clips: of one speaker, `[clips][samples]`.
  func stream(_ clips: [[Float]]) -> [Float] {
    switch self {
    case .asRecorded: return Self.sixteenBits(Array(clips.joined()))
    case .softer: return Self.sixteenBits(clips.joined().map { 0.1 * $0 })
    case .telephone: return Self.telephone(Array(clips.joined()))
    case .eightBits: return clips.joined().map { Self.quantised($0, 128) }
    case .withSilence:
      let pause = [Float](repeating: 0, count: 32_000)
      return Self.sixteenBits(Array(clips.map { $0 + pause }.joined()))
    case .loud:
      return Self.sixteenBits(
        Array(
          clips.map { clip in
            let peak = clip.reduce(1e-6) { max($0, abs($1)) }
            return clip.map { $0 / peak }
          }.joined()))
    }
  }

  static func sixteenBits(_ samples: [Float]) -> [Float] { samples.map { quantised($0, 32768) } }

  static func quantised(_ sample: Float, _ scale: Float) -> Float {
    min(max((sample * scale).rounded(), -scale), scale - 1) / scale
  }

  /// Speech with a recording under it, again and again from `place` on, in 16 bits. A gain that leaves the peaks room goes with it:
  /// what is cut off would be no well sound.
  /// - Parameter decibels: SNR, power of all the speech with its pauses against power of the whole recording.
  /// - Precondition: `noise` is not empty.
  static func mixed(_ speech: [Float], _ noise: [Float], from place: Int, decibels: Float) -> [Float] {
    let gain = Level.rms(speech) / max(Level.rms(noise), 1e-9) * Level.factor(-decibels)
    var (mixed, start, from) = (speech, 0, place)
    var peak: Float = 1
    while start < mixed.count {
      let count = min(noise.count - from, mixed.count - start)
      for index in 0..<count {
        mixed[start + index] += gain * noise[from + index]
        peak = max(peak, abs(mixed[start + index]))
      }
      (start, from) = (start + count, 0)
    }
    let scale = 32767 / peak
    // Adding 1.5·2²³ rounds to the nearest whole number.
    for index in mixed.indices { mixed[index] = ((mixed[index] * scale + 0x1.8p23) - 0x1.8p23) / 32768 }
    return mixed
  }

  /// 300 to 3400 Hz, then G.711.
  private static func telephone(_ samples: [Float]) -> [Float] {
    var (high, low) = (OnePole(hertz: 300), (OnePole(hertz: 3400), OnePole(hertz: 3400)))
    return samples.map { sample in
      let bright = sample - high.next(sample)
      return muLaw(low.1.next(low.0.next(bright)))
    }
  }

  /// Through G.711's µ-law and back.
  static func muLaw(_ sample: Float) -> Float {
    let value = Int(min(abs(sample) * 32768, 32635)) + 132
    let exponent = Int(log2(Double(value))) - 7
    let mantissa = (value >> (exponent + 3)) & 15
    let size = Float((((mantissa << 3) + 132) << exponent) - 132) / 32768
    return sample < 0 ? -size : size
  }

  private struct OnePole {
    let share: Float
    var state: Float = 0

    init(hertz: Float) { share = 1 - exp(-2 * .pi * hertz / 16_000) }

    mutating func next(_ sample: Float) -> Float {
      state += share * (sample - state)
      return state
    }
  }
}
