internal import Corpus
import Foundation

/// Sounds that are no speech, made up: what a radio, an instrument panel and a bad cable bring.
package enum SyntheticSound: String, CaseIterable, Sendable {
  /// Chords that die away, a bass beneath them.
  case chords
  /// One voice of an instrument with vibrato, in the range of a singer: the nearest to speech.
  case melody
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
    case .chords, .melody, .chimes, .turnSignal: (100, [-20, -35, -50])
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

  /// Mains: the fundamental and its first fifteen harmonics, falling off, of random phase.
  private static func hum(_ out: inout [Float], _ hertz: Float, _ random: inout RandomSource) {
    for harmonic in 1...16 {
      let (strength, phase) = (random.uniform(0.3, 1) / Float(harmonic), random.uniform(0, 2 * .pi))
      for index in out.indices {
        out[index] += strength * sin(2 * .pi * hertz * Float(harmonic) * Float(index % 16_000) / rateHz + phase)
      }
    }
  }

  /// Triads and sevenths on random roots, every 0.8 to 2.6 s.
  private static func chords(_ out: inout [Float], _ random: inout RandomSource) {
    let kinds: [[Int]] = [[0, 4, 7], [0, 3, 7], [0, 4, 7, 10], [0, 3, 7, 10], [0, 5, 7]]
    var start = 0
    while start < out.count {
      let root = 110 * pow(2, Float(random.index(18)) / 12)
      let decay = random.uniform(0.5, 2.5)
      for semitones in kinds[random.index(kinds.count)] + [-12] {
        let hertz = root * pow(2, Float(semitones) / 12)
        for harmonic in 1...6 {
          let strength = random.uniform(0.6, 1) / Float(harmonic)
          add(hertz * Float(harmonic), strength, decaySeconds: decay / Float(harmonic).squareRoot(), at: start, to: &out)
        }
      }
      start += Int(random.uniform(0.8, 2.6) * rateHz)
    }
  }

  /// Struck bars (partials of a free bar) and pairs of tones as a door or a seat belt sounds them.
  private static func chimes(_ out: inout [Float], _ random: inout RandomSource) {
    var start = 0
    while start < out.count {
      if random.chance(0.5) {
        let hertz = random.uniform(350, 1200)
        for (partial, ratio) in [1, 2.756, 5.404, 8.933].enumerated() {
          add(hertz * Float(ratio), 1 / Float(partial + 1), decaySeconds: 1.5 / Float(partial + 1), at: start, to: &out)
        }
      } else {
        let hertz = random.uniform(500, 1000)
        for tone in 0..<2 * (1 + random.index(3)) {
          let place = start + tone * 9_600
          add(tone % 2 == 0 ? hertz : hertz * 0.8, 1, decaySeconds: 0.35, at: place, to: &out)
        }
      }
      start += Int(random.uniform(1.5, 5) * rateHz)
    }
  }

  /// A relay's tick and tock, 85 times a minute: two short damped resonances and a burst of noise.
  private static func turnSignal(_ out: inout [Float], _ random: inout RandomSource) {
    for (number, start) in stride(from: 0, to: out.count, by: 5_650).enumerated() {
      let pitch: Float = number % 2 == 0 ? 1 : 0.82
      add(1_850 * pitch, 1, decaySeconds: 0.006, at: start, to: &out)
      add(3_300 * pitch, 0.6, decaySeconds: 0.004, at: start, to: &out)
      for index in start..<min(start + 80, out.count) {
        out[index] += 0.5 * random.normal() * exp(-Float(index - start) / 20)
      }
    }
  }

  /// Notes of a pentatonic scale, 220 to 880 Hz, 0.2 to 0.9 s, now and then a rest.
  private static func melody(_ out: inout [Float], _ random: inout RandomSource) {
    let scale: [Float] = [0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24]
    var place = random.index(scale.count)
    var start = 0
    while start < out.count {
      place = max(0, min(scale.count - 1, place + random.index(5) - 2))
      let length = Int(random.uniform(0.2, 0.9) * rateHz)
      if !random.chance(0.15) { note(220 * pow(2, scale[place] / 12), start, length, &out, &random) }
      start += length
    }
  }

  /// Eight harmonics, vibrato of 4.5 to 6.5 Hz and a third of a semitone, 30 ms to begin and to end.
  private static func note(
    _ hertz: Float, _ start: Int, _ length: Int, _ out: inout [Float], _ random: inout RandomSource
  ) {
    let (rate, depth) = (random.uniform(4.5, 6.5), random.uniform(0.01, 0.025))
    var phase: Float = 0
    for index in 0..<min(length, out.count - start) {
      let time = Float(index) / rateHz
      phase += 2 * .pi * hertz * (1 + depth * sin(2 * .pi * rate * time)) / rateHz
      if phase > 2 * .pi { phase -= 2 * .pi }
      let envelope = min(1, Float(index) / 480, Float(length - index) / 480)
      for harmonic in 1...8 { out[start + index] += envelope * sin(Float(harmonic) * phase) / pow(Float(harmonic), 1.2) }
    }
  }

  /// A tone that dies away; nothing above 7.6 kHz, which would come back mirrored.
  private static func add(
    _ hertz: Float, _ strength: Float, decaySeconds: Float, at start: Int, to out: inout [Float]
  ) {
    guard hertz < 7_600, start < out.count else { return }
    // A turning pointer: 60 dB below its beginning it is left.
    let (angle, fall) = (2 * .pi * Double(hertz / rateHz), exp(-1 / Double(decaySeconds * rateHz)))
    let (real, imaginary) = (fall * cos(angle), fall * sin(angle))
    var (x, y) = (Double(strength), 0.0)
    for index in start..<min(start + Int(7 * decaySeconds * rateHz), out.count) {
      let attack = min(1, Float(index - start) / 80)
      out[index] += attack * Float(y)
      (x, y) = (x * real - y * imaginary, x * imaginary + y * real)
    }
  }
}
