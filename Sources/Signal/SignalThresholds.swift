/// From where on a signal is called bad, and for how long it must be. `undertone-lab evaluate --protocol signal` shows what other
/// values would bring.
public struct SignalThresholds: Equatable, Sendable {
  /// So long without a change: digital silence in edited recordings is shorter, and a dead microphone is to be told within 5 s.
  public var deadSeconds: Float = 4
  /// So long a stuck bit must show.
  public var stuckSeconds: Float = 3
  /// Share of flat-topped samples in 5 s. At 1 % two loud stretches of SAVEE are told, at 2 % nothing of 7.6 hours.
  public var clippedShare: Float = 0.02
  /// dBFS that the loudest tenth of 20 s stays below, with pauses beneath it. Each half of the speakers chose −70: at −66 six signals came in
  /// 7.4 hours of speech made 20 dB softer.
  public var quietDecibels: Float = -70
  /// The same for sound without pauses: a converter's own noise, as where no microphone is plugged in.
  public var converterDecibels: Float = -84
  /// Hum above everything else, dB.
  public var humDecibels: Float = 0
  /// Hum weaker than this, dBFS, drowns nobody.
  public var leastHumDecibels: Float = -45
  /// Mean of a second, of full scale.
  public var offset: Float = 0.015
  /// How sure it must be that speech is too slow: a logarithm of odds, see `SlowSpeech`.
  public var slowness: Float = 5.5
  /// Seconds that a channel must be silent.
  public var channelSeconds: Float = 3

  public init() {}
}
