internal import Corpus
import Foundation
internal import Signal

/// Something that is wrong with a microphone, put into good sound.
struct SignalFault: Sendable {
  var name: String
  /// What tells it from others of its state, for a column's head.
  var brief: String {
    name.replacing("clipping, peaks ", with: "").replacing(" over full scale", with: "").replacing(
      " over 0.3 of full scale", with: " at 0.3"
    )
    .replacing("hum of ", with: "").replacing(" SNR", with: "").replacing(" at -", with: ", −").replacing(", 16 bits", with: "")
  }
  var expected: SignalState
  var apply: @Sendable ([Float]) -> [Float]
  /// What the capture says of the channels, once a second.
  var report: ChannelReport?

  private init(_ name: String, _ expected: SignalState, _ apply: @escaping @Sendable ([Float]) -> [Float]) {
    self.name = name
    self.expected = expected
    self.apply = apply
  }

  static let all: [SignalFault] =
    [
      SignalFault("digital silence", .dead) { $0.map { _ in 0 } },
      SignalFault("stuck at 0.25", .dead) { $0.map { _ in 0.25 } },
      SignalFault("stuck at −1", .dead) { $0.map { _ in -1 } },
    ] + stuckBits + offsets + clippings + levels + [slow] + hums + channels

  private static var stuckBits: [SignalFault] {
    (0..<16).flatMap { bit in
      [0, 1].map { value in
        SignalFault("bit \(bit == 0 ? "of the sign" : "\(bit) below the sign") stuck at \(value)", .stuckBits) { samples in
          let mask = UInt16(1) << UInt16(15 - bit)
          return samples.map { sample in
            let code = UInt16(bitPattern: Int16(max(-32768, min(32767, (sample * 32768).rounded()))))
            return Float(Int16(bitPattern: value == 1 ? code | mask : code & ~mask)) / 32768
          }
        }
      }
    }
  }

  private static var offsets: [SignalFault] {
    [Float(0.01), 0.02, 0.03, 0.05, 0.1, 0.3].map { offset in
      SignalFault("offset of \(offset)", .dcOffset) { $0.map { SignalSound.quantised($0 + offset, 32768) } }
    }
  }

  /// So far above full scale, then cut off there, or at a third of it by a preamplifier.
  private static var clippings: [SignalFault] {
    [(Float(6), Float(1)), (12, 1), (18, 1), (24, 1), (12, 0.3), (24, 0.3)].map { drive, rail in
      SignalFault("clipping, peaks \(Int(drive)) dB over" + (rail < 1 ? " \(rail) of" : "") + " full scale", .clipping) { samples in
        let peak = samples.reduce(1e-6) { max($0, abs($1)) }
        let gain = Level.factor(drive) / peak
        return samples.map { SignalSound.quantised(rail * max(-1, min(1, gain * $0)), 32768) }
      }
    }
  }

  /// The mean power of the whole, pauses included.
  private static var levels: [SignalFault] {
    [Float(-60), -66, -70, -76, -82].map { decibels in
      SignalFault("at \(Int(decibels)) dBFS, 16 bits", .tooQuiet) { samples in
        let gain = Level.factor(decibels) / max(Level.rms(samples), 1e-9)
        return SignalSound.sixteenBits(samples.map { gain * $0 })
      }
    }
  }

  /// 16 kHz through a 48 kHz converter, read as 16: three times as long.
  private static var slow: SignalFault {
    SignalFault("48 kHz read as 16 kHz", .wrongRate) { samples in SignalSound.sixteenBits(Thirds.stretched(samples)) }
  }

  private static var hums: [SignalFault] {
    [50, 60].flatMap { hertz in
      [Float(10), 0, -5, -10, -20].map { decibels in
        SignalFault("hum of \(hertz) Hz at \(Int(decibels)) dB SNR", .hum) { samples in
          let level = Level.rms(samples) * Level.factor(-decibels)
          let hum = samples.indices.map { index in
            let turn = 2 * Float.pi * (Float(hertz * index % 16_000) / 16_000)
            return sin(turn) + 0.4 * sin(2 * turn + 1) + 0.25 * sin(3 * turn + 2)
          }
          let gain = level / Level.rms(Array(hum.prefix(16_000)))
          return samples.indices.map { SignalSound.quantised(samples[$0] + gain * hum[$0], 32768) }
        }
      }
    }
  }

  private static var channels: [SignalFault] {
    var dead = SignalFault("one of two mixed channels dead", .deadChannel) { $0.map { 0.5 * $0 } }
    dead.report = ChannelReport(code: 0b10 | 0b01 << 8)
    var swapped = SignalFault("the chosen of two channels silent", .swappedChannel) { $0.map { _ in 0 } }
    swapped.report = ChannelReport(code: 0b01 | 0b10 << 8 | 1 << 16)
    return [dead, swapped]
  }
}

/// Three samples for one.
private enum Thirds {
  /// Windowed sinc, 32 neighbours: the new samples between the old.
  static func stretched(_ samples: [Float]) -> [Float] {
    let reach = 16
    let taps = (0..<3).map { phase in
      (0..<2 * reach).map { place -> Float in
        let distance = Double(place - reach + 1) - Double(phase) / 3
        let window = 0.5 + 0.5 * cos(Double.pi * distance / Double(reach + 1))
        return Float(distance == 0 ? 1 : sin(Double.pi * distance) / (Double.pi * distance) * window)
      }
    }
    var out = [Float](repeating: 0, count: 3 * samples.count)
    for index in reach..<max(reach, samples.count - reach - 1) {
      for phase in 0..<3 {
        var sum: Float = 0
        for place in 0..<2 * reach { sum += taps[phase][place] * samples[index + place - reach + 1] }
        out[3 * index + phase] = sum
      }
    }
    return out
  }
}
