/// What the microphone's signal suffers from, most severe first.
///
/// A signal has one of them at a time: the first of this list that holds.
public enum SignalState: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case ok
  /// The chosen channel is silent while another one carries sound.
  case swappedChannel
  /// Digital silence, or one value for ever.
  case dead
  /// A bit of the samples never changes, though bits above and below it do.
  case stuckBits
  /// Speech three times too slow: 48 kHz taken for 16.
  case wrongRate
  case clipping
  /// Mains hum above everything else.
  case hum
  /// The loudest tenth of the sound is hardly above a converter's own noise.
  case tooQuiet
  /// One of several mixed channels is silent, or far below the others.
  case deadChannel
  case dcOffset

  /// Whether what is heard is not to be trusted with it. A constant offset costs 2 to 5 points of UAR (it leaks into the lowest band), and
  /// of several mixed channels the others are heard: these two only want to be told. `undertone-lab evaluate --protocol signal` says what
  /// each costs.
  @_noLocks public func isBad() -> Bool {
    switch self {
    case .ok, .deadChannel, .dcOffset: false
    default: true
    }
  }
}

/// A change of the state, with the number that a reader wants to see.
public struct SignalVerdict: BitwiseCopyable, Sendable, Equatable {
  public var state: SignalState
  /// dead: the value. stuckBits: bits below the sign bit (0 is the sign itself). wrongRate: the voices' pitch, Hz. clipping: share of
  /// the samples, 0…1. hum: dB above everything else. tooQuiet: dBFS. dcOffset: of full scale. Otherwise 0.
  public var value: Float
  /// clipping: where it is cut off, of full scale. hum: 50 or 60 Hz. Otherwise 0.
  public var level: Float
  /// swappedChannel and deadChannel: as in `ChannelReport`. Otherwise 0.
  public var channels: Int32

  @_noLocks init(_ state: SignalState, value: Float = 0, level: Float = 0, channels: Int32 = 0) {
    self.state = state
    self.value = value
    self.level = level
    self.channels = channels
  }
}
