internal import Corpus
import Foundation

/// How each sound is made; every function adds to `[samples]` at 16 kHz.
extension SyntheticSound {
  /// Mains: the fundamental and its first fifteen harmonics, falling off, of random phase.
  static func hum(_ out: inout [Float], _ hertz: Float, _ random: inout RandomSource) {
    for harmonic in 1...16 {
      let (strength, phase) = (random.uniform(0.3, 1) / Float(harmonic), random.uniform(0, 2 * .pi))
      for index in out.indices {
        out[index] += strength * sin(2 * .pi * hertz * Float(harmonic) * Float(index % 16_000) / rateHz + phase)
      }
    }
  }

  /// Triads and sevenths on random roots, every 0.8 to 2.6 s.
  static func chords(_ out: inout [Float], _ random: inout RandomSource) {
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
  static func chimes(_ out: inout [Float], _ random: inout RandomSource) {
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
  static func turnSignal(_ out: inout [Float], _ random: inout RandomSource) {
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
  static func melody(_ out: inout [Float], _ random: inout RandomSource) {
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

  /// Kick (a falling tone), snare (noise and a tone) and hi-hat (noise without its lows), four beats to the bar.
  static func drums(_ out: inout [Float], _ random: inout RandomSource) {
    let eighth = Int(rateHz * 30 / random.uniform(96, 132))
    for (number, start) in stride(from: 0, to: out.count, by: eighth).enumerated() {
      let (isKick, isSnare) = (number % 4 == 0 || number % 8 == 5 && random.chance(0.4), number % 4 == 2)
      let strength = random.uniform(0.7, 1)
      var (phase, before): (Float, Float) = (0, 0)
      for index in start..<min(start + eighth, out.count) {
        let time = Float(index - start) / rateHz
        let noise = random.normal()
        phase += 2 * .pi * (50 + 70 * exp(-time / 0.03)) / rateHz
        if isKick { out[index] += strength * sin(phase) * exp(-time / 0.12) }
        if isSnare { out[index] += strength * (0.4 * noise + 0.4 * sin(2 * .pi * 185 * time)) * exp(-time / 0.08) }
        out[index] += 0.1 * (noise - before) * exp(-time / 0.03)
        before = noise
      }
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
