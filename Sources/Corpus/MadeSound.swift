import Foundation

/// Sounds without a voice that no recording here has: music, signals, hum. Seeded, 16 kHz mono.
enum MadeSound {
  static let rate: Float = 16_000
  private static let seconds = 24

  /// Every kind, by name.
  static let names = ["chords", "melody", "signals", "hum", "beat", "ensemble", "pulses"]

  /// - Returns: samples at 16 kHz; nil for a name that is not in `names`.
  static func samples(_ name: String) -> [Float]? {
    switch name {
    case "chords": chords()
    case "melody": melody()
    case "signals": signals()
    case "hum": hum()
    case "beat": beat()
    case "ensemble": ensemble()
    case "pulses": pulses()
    default: nil
    }
  }

  /// Kick, snare and hat in bars of sixteenths that are drawn anew every two bars, at changing tempo.
  private static func beat() -> [Float] {
    var random = RandomSource(seed: 0xBEA7)
    var sound = [Float](repeating: 0, count: seconds * Int(rate))
    var at = 0
    while at < sound.count {
      let sixteenth = Int(random.uniform(0.085, 0.2) * rate)
      let pattern = (0..<16).map { slot in (kick: random.chance(slot % 4 == 0 ? 0.7 : 0.15), snare: slot % 8 == 4 || random.chance(0.08)) }
      let hats: Float = random.uniform(0.2, 0.95)
      for slot in 0..<32 {
        let (place, part) = (at + slot * sixteenth, pattern[slot % 16])
        if part.kick { addThump(&sound, at: place, from: random.uniform(90, 180), to: 45, seconds: 0.18, level: 0.5) }
        if part.snare {
          addThump(&sound, at: place, from: 240, to: 170, seconds: 0.08, level: 0.2)
          addBurst(&sound, at: place, seconds: random.uniform(0.06, 0.2), level: 0.2, keep: 0, &random)
        }
        if random.chance(hats) { addBurst(&sound, at: place, seconds: random.uniform(0.02, 0.09), level: 0.12, keep: -0.9, &random) }
      }
      at += 32 * sixteenth
    }
    return sound
  }

  /// Chords, melody and beat together, each coming in and going out.
  private static func ensemble() -> [Float] {
    var random = RandomSource(seed: 0xE45E)
    var sound = [Float](repeating: 0, count: seconds * Int(rate))
    for part in [chords(), melody(), beat()] {
      var level: Float = 1
      for index in sound.indices {
        if index % (3 * Int(rate)) == 0 { level = random.chance(0.2) ? 0 : random.uniform(0.3, 1.2) }
        sound[index] += level * part[(index + 7 * Int(rate)) % part.count]
      }
    }
    return sound
  }

  /// Noise that swells and fades as often as syllables do: a rhythm alone is no speech.
  private static func pulses() -> [Float] {
    var random = RandomSource(seed: 0x9015E)
    var (rhythm, depth, last): (Float, Float, Float) = (4, 1, 0)
    return (0..<seconds * Int(rate)).map { index in
      if index % (2 * Int(rate)) == 0 { (rhythm, depth) = (random.uniform(2, 9), random.uniform(0.5, 1)) }
      last = 0.7 * last + random.normal()
      let swell = 0.5 - 0.5 * cos(2 * .pi * rhythm * Float(index) / rate)
      return 0.05 * last * (1 - depth + depth * swell * swell)
    }
  }

  /// A tone that falls in pitch and fades: a drum's skin.
  private static func addThump(_ sound: inout [Float], at: Int, from: Float, to: Float, seconds: Float, level: Float) {
    var phase: Float = 0
    for index in 0..<max(0, min(Int(seconds * rate), sound.count - at)) {
      let time = Float(index) / rate
      phase += 2 * .pi * (to + (from - to) * exp(-time / (0.2 * seconds))) / rate
      sound[at + index] += level * sin(phase) * exp(-time / (0.4 * seconds))
    }
  }

  /// Fading noise through a one-pole filter.
  /// - Parameter keep: the filter's pole; below 0 high frequencies are left.
  private static func addBurst(
    _ sound: inout [Float], at: Int, seconds: Float, level: Float, keep: Float, _ random: inout RandomSource
  ) {
    var last: Float = 0
    for index in 0..<max(0, min(Int(seconds * rate), sound.count - at)) {
      last = keep * last + (1 - abs(keep)) * random.normal()
      sound[at + index] += level * last * exp(-Float(index) / rate / (0.3 * seconds))
    }
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
