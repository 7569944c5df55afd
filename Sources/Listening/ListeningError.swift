/// Why listening or scoring cannot begin or go on, with the exit code that sysexits(3) gives it.
public struct ListeningError: Error, Equatable, CustomStringConvertible {
  public enum Kind: Int32, Sendable {
    case usage = 64
    case dataError = 65
    case noInput = 66
    case software = 70
    case system = 71
    case cannotCreate = 73
    case inputOutput = 74
    case configuration = 78
  }

  public let kind: Kind
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  public var exitCode: Int32 { kind.rawValue }
}
