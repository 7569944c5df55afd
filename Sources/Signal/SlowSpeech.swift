internal import Glibc

/// Whether speech is three times too slow, as 48 kHz taken for 16 make it.
///
/// Pitch, its spread and the pace of the octaves over 30 s, which hardly depend on level and colour:
///
///     6.05·⟨log₂ period⟩ + 3.33·share(period > 13.5 ms) − 0.443·⟨|Δ octave|, dB in 0.1 s⟩ − 21.6
///
/// - Units: in blocks; out a logarithm of odds.
/// - Source: logistic regression on half of the speakers of CREMA-D, RAVDESS, SAVEE and TESS, as they are, filtered and in noise;
///   `undertone-lab evaluate --protocol signal` shows what it does to all of them.
enum SlowSpeech {
  struct Reading: BitwiseCopyable {
    /// Whether there is clear speech to judge by: pauses, loud syllables, octaves that come and go together.
    var isSpeech = false
    var score: Float = -100
    /// Median-like: the period that the mean logarithm stands for, as Hz.
    var pitchHz: Float = 0
  }

  /// An engine's octaves move less than this between their quiet and their loud tenths, dB.
  private static var leastRange: Float { 16 }

  /// - Precondition: the history holds `count` blocks of about 0.1 s.
  @_noLocks static func read(_ history: borrowing BlockHistory, count: Int, _ histogram: inout LevelHistogram) -> Reading {
    var result = Reading()
    var range: Float = 200
    for octave in 0..<4 {
      histogram.clear()
      for age in 0..<count { histogram.add(history.trace(age).octaves[octave]) }
      let width = histogram.percentile(0.9) - histogram.percentile(0.1)
      if width < range { range = width }
    }
    histogram.clear()
    for age in 0..<count { histogram.add(history.trace(age).decibels) }
    let floor = histogram.percentile(0.9) - 15
    var (active, pairs, voiced, long) = (0, 0, 0, 0)
    var (pace, period): (Float, Float) = (0, 0)
    var wasActive = false
    var later = SignalTrace(SignalBlock())
    for age in 0..<count {
      let block = history.trace(age)
      let isActive = block.decibels > floor
      if isActive {
        active += 1
        if block.pitch > 0 {
          voiced += 1
          period += block.pitch
          if block.pitch > 4.755 { long += 1 }  // log₂ 27: 13.5 ms, 74 Hz
        }
        if wasActive {
          pairs += 1
          for octave in 0..<4 {
            let step = block.octaves[octave] - later.octaves[octave]
            pace += step < 0 ? -step : step
          }
        }
      }
      wasActive = isActive
      later = block
    }
    let share = Float(active) / Float(count)
    guard voiced >= count / 10, pairs > 20, range >= 16, share > 0.15, share < 0.9 else { return result }
    let mean = period / Float(voiced)
    result.isSpeech = true
    result.score = 6.05 * mean + 3.33 * Float(long) / Float(voiced) - 0.443 * pace / Float(4 * pairs) - 21.6
    result.pitchHz = 2000 / _unsafePerformance { exp2f(mean) }
    return result
  }
}
