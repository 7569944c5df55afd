/// What the capture saw of the device's channels in a second, as a mark carries it.
///
///     bits 0–7: channels that are silent, or 40 dB below the loudest; 8–15: channels that carry sound; 16–23: the chosen one, 0: mix
public struct ChannelReport: BitwiseCopyable, Sendable, Equatable {
  public var code: Int32

  @_noLocks public init(code: Int32) { self.code = code }

  @_noLocks func chosen() -> Int32 { (code >> 16) & 0xFF }

  /// The chosen channel is silent while another one carries sound.
  @_noLocks func isSwapped() -> Bool {
    let chosen = chosen()
    return chosen >= 1 && chosen <= 8 && code & (1 << (chosen - 1)) != 0 && (code >> 8) & 0xFF != 0
  }

  /// Some of the channels that are mixed carry sound, and another one does not.
  @_noLocks func hasDeadChannel() -> Bool {
    chosen() == 0 && code & 0xFF != 0 && (code >> 8) & 0xFF != 0
  }
}
