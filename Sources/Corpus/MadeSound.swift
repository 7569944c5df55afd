import Foundation

/// Sounds without a voice that no recording here has: music, signals, hum. Seeded, 16 kHz mono.
enum MadeSound {
  static let rate: Float = 16_000
  private static let seconds = 24

  /// Each with a name, as the noise bank keeps them.
  static func all() -> [(name: String, samples: [Float])] {
    [("made-chords", chords()), ("made-melody", melody()), ("made-signals", signals()), ("made-hum", hum())]
  }

  /// Chords of three to five partial-rich tones that fade, one to three a second.
  private static func chords() -> [Float] {
    var random = RandomSource(seed: 0xC408D)
    var sound = [Float](repeating: 0, count: seconds * Int(rate))
    var at = 0
    while at < sound.count {
      let root = 65 * pow(2, random.uniform(0, 2.5))
      let fade = random.uniform(0.15, 1.2)
      for step in [0, [3, 4][random.index(2)], 7, 12, 16].prefix(3 + random.index(3)) {
        addTone(&sound, at: at, hertz: root * pow(2, Float(step) / 12), seconds: 2 * fade, fade: fade, brightness: random.uniform(0.3, 0.8))
      }
      at += Int(random.uniform(0.3, 1) * rate)
    }
    return sound
  }

  /// One voice-like line: tones with vibrato, slides and pauses.
  private static func melody() -> [Float] {
    var random = RandomSource(seed: 0x3E10D)
    var sound = [Float](repeating: 0, count: seconds * Int(rate))
    var (at, hertz) = (0, Float(300))
    while at < sound.count {
      let next = min(max(hertz * pow(2, Float(random.index(13) - 6) / 12), 110), 1200)
      let length = random.uniform(0.1, 0.8)
      addTone(
        &sound, at: at, hertz: next, seconds: length, fade: 10, brightness: random.uniform(0.2, 0.9),
        vibrato: random.chance(0.5) ? random.uniform(0.003, 0.02) : 0)
      hertz = next
      at += Int((length + (random.chance(0.3) ? random.uniform(0.1, 1) : 0)) * rate)
    }
    return sound
  }

  /// Beeps, chimes and a turn signal's ticks.
  private static func signals() -> [Float] {
    var random = RandomSource(seed: 0x51684)
    var sound = [Float](repeating: 0, count: seconds * Int(rate))
    var at = 0
    while at < sound.count {
      let hertz = random.uniform(400, 3500)
      let (count, pause) = (1 + random.index(8), random.uniform(0.12, 0.7))
      let isTick = random.chance(0.4)
      for _ in 0..<count {
        addTone(
          &sound, at: at, hertz: hertz, seconds: isTick ? 0.02 : random.uniform(0.05, 0.4), fade: isTick ? 0.004 : random.uniform(0.05, 1),
          brightness: random.uniform(0, 0.5))
        at += Int(pause * rate)
      }
      at += Int(random.uniform(0.2, 2) * rate)
    }
    return sound
  }

  /// Mains hum and its harmonics over a breath of white noise; the mains changes every few seconds.
  private static func hum() -> [Float] {
    var random = RandomSource(seed: 0x4117)
    var sound = (0..<seconds * Int(rate)).map { _ in 0.003 * random.normal() }
    for second in stride(from: 0, to: seconds, by: 4) {
      let base: Float = random.chance(0.5) ? 50 : 60
      for harmonic in 1...12 where random.chance(0.6) {
        addTone(
          &sound, at: second * Int(rate), hertz: base * Float(harmonic), seconds: 4, fade: 100, brightness: 0,
          level: 1 / Float(harmonic))
      }
    }
    return sound
  }

  /// Adds a tone with overtones, each `brightness` times the one below it.
  private static func addTone(
    _ sound: inout [Float], at: Int, hertz: Float, seconds: Float, fade: Float, brightness: Float, vibrato: Float = 0,
    level: Float = 1
  ) {
    let count = min(Int(seconds * rate), sound.count - at)
    guard count > 0 else { return }
    for index in 0..<count {
      let time = Float(index) / rate
      let edge = min(1, min(time, Float(count - index) / rate) / 0.004)  // no click at the ends
      let phase = 2 * .pi * hertz * time + vibrato * hertz / 5.5 * sin(2 * .pi * 5.5 * time)
      var (value, part) = (Float(0), 0.1 * level * edge * exp(-time / fade))
      for overtone in 1...8 where Float(overtone) * hertz < 7600 && part > 1e-5 {
        value += part * sin(Float(overtone) * phase)
        part *= brightness
      }
      sound[at + index] += value
    }
  }
}
