internal import EventReading

/// The level meter's needle, its peak that falls slowly, and the mark that full scale was reached.
///
/// - Units: dB of full scale; times in seconds of the viewer's clock.
struct LevelReading: Equatable {
  let decibels: Double
  let peakDecibels: Double
  private let takenAt: Double
  private var held: Double
  private var heldAt: Double
  private var clippedAt: Double?

  /// A level comes every tenth of a second; one this old is none any more.
  private static let validSeconds = 1.0
  /// As studio meters do it: a peak stands for 1.5 s and falls by 20 dB a second.
  private static let holdSeconds = 1.5
  private static let fallDecibelsPerSecond = 20.0
  private static let clipSeconds = 2.0
  /// The largest 16-bit sample is at −0.0003 dBFS, and a line has one decimal.
  private static let fullScale = -0.05

  init?(_ event: ReadEvent, after before: LevelReading?, at now: Double) {
    guard let decibels = event.levelDecibels, let peak = event.peakDecibels else { return nil }
    (self.decibels, peakDecibels, takenAt) = (decibels, peak, now)
    let fallen = before?.hold(at: now) ?? -.infinity
    (held, heldAt) = peak >= fallen ? (peak, now) : (before?.held ?? peak, before?.heldAt ?? now)
    clippedAt = peak >= Self.fullScale ? now : before?.clippedAt
  }

  func isFresh(at now: Double) -> Bool { now - takenAt <= Self.validSeconds }

  /// The highest peak of late.
  func hold(at now: Double) -> Double {
    max(peakDecibels, held - max(0, now - heldAt - Self.holdSeconds) * Self.fallDecibelsPerSecond)
  }

  func isClipped(at now: Double) -> Bool {
    clippedAt.map { now - $0 <= Self.clipSeconds } ?? false
  }
}
