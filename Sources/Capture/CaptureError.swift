/// A source that cannot be opened or read: what was tried, what came, what to do; one line, except the list of devices.
public struct CaptureError: Error, Equatable, CustomStringConvertible {
  /// What is at fault, and with it the process's exit code (sysexits.h).
  public enum Kind: Sendable {
    /// The request itself: a channel that the source does not have, a rate out of range.
    case usage
    /// The input is there, and is damaged or of no format that we know.
    case format
    /// The input is not there, or is nothing that libsndfile reads.
    case noInput
    /// The microphone is missing, busy, or gives nothing that we take.
    case device
    /// Reading failed on the way.
    case io
  }

  public let kind: Kind
  public let message: String
  /// −errno of the call that failed, where a call of the system's did; 0 elsewhere.
  public let code: Int32

  public init(_ kind: Kind, _ message: String, code: Int32 = 0) {
    self.kind = kind
    self.message = message
    self.code = code
  }

  /// 64 usage, 65 format, 66 no input, 69 device, 74 I/O.
  public var exitCode: Int32 {
    switch kind {
    case .usage: 64
    case .format: 65
    case .noInput: 66
    case .device: 69
    case .io: 74
    }
  }

  public var description: String { message }
}
