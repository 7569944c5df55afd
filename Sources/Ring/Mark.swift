/// What happened beside the samples: a time stamp, a loss, a device that went or came back, the end.
///
/// A mark at position P is published before the samples at P and after, so a reader that has taken the mark
/// knows everything about a sample before it sees it.
///
/// - Units: positions and losses in frames of the device since the stream began, lost ones included.
public struct Mark: BitwiseCopyable, Sendable, Equatable {
  /// What a mark says.
  public enum Kind: UInt8, BitwiseCopyable, Sendable {
    case time, gap, deviceLost, deviceRestored, end
    /// What the device's channels carried in the second before; see `code`.
    case channels
  }

  /// Why samples were lost (gaps only).
  public enum Cause: UInt8, BitwiseCopyable, Sendable {
    /// We read too slowly, and the device's buffer ran over.
    case overrun
    /// The machine slept.
    case suspend
    /// The device was away.
    case device
    /// The analysis was too slow, and our own ring was full.
    case ringFull
  }

  /// What failed (device marks only).
  public enum Call: UInt8, BitwiseCopyable, Sendable {
    case start, read
    /// Nothing failed, and nothing came either.
    case silence
  }

  // In this order a mark takes 32 bytes.
  /// The stream position at which the mark stands.
  public var position: UInt64
  /// Of a gap: it covers `position ..< position + lost`, and the next sample in the ring is at `position + lost`.
  public var lost: UInt64
  /// CLOCK_MONOTONIC at which the sample at `position + lost` reached the microphone (of a file: was read).
  public var nanoseconds: Int64
  /// Of device marks: −errno of the call that failed; of an end: −errno when the input failed before its own end; of channels: bits 0–7
  /// those that are silent, 8–15 those that carry sound, 16–23 the chosen one, 0 for the mix.
  public var code: Int32
  public var kind: Kind
  /// Meaningful for a gap only.
  public var cause: Cause
  /// Meaningful for `deviceLost` only.
  public var call: Call

  @_noLocks public init(
    kind: Kind, cause: Cause = .overrun, position: UInt64, lost: UInt64 = 0, nanoseconds: Int64 = 0, code: Int32 = 0,
    call: Call = .read
  ) {
    self.kind = kind
    self.cause = cause
    self.position = position
    self.lost = lost
    self.nanoseconds = nanoseconds
    self.code = code
    self.call = call
  }
}
