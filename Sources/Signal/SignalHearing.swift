/// What a block of a tenth of a second said of the microphone.
public struct SignalHearing: BitwiseCopyable, Sendable {
  public var level: SoundLevel
  /// The new state, where the block changed it.
  public var change: SignalVerdict?

  @_noLocks init(level: SoundLevel, change: SignalVerdict?) {
    self.level = level
    self.change = change
  }
}

/// How loud a block was.
///
/// - Units: dB of full scale; −200: nothing but one value.
public struct SoundLevel: BitwiseCopyable, Sendable {
  /// Mean power about the mean: a constant offset is no sound.
  public var decibels: Float = -200
  /// The sample farthest from zero; 0 or more: full scale was reached.
  public var peakDecibels: Float = -200

  @_noLocks public init() {}
}

extension SignalBlock {
  @_noLocks func soundLevel() -> SoundLevel {
    var level = SoundLevel()
    level.decibels = Signal.decibels(power)
    let peak = high > -low ? high : -low
    level.peakDecibels = Signal.decibels(peak * peak)
    return level
  }
}
