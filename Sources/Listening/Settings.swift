public import Network
public import Timeline

/// What the installed program is told by flags, environment and file: every key with its default, unit and range.
public struct Settings: Equatable, Sendable {
  /// Declared use; it stands in `start` and decides what may appear.
  public enum Purpose: String, CaseIterable, Sendable {
    case privateDriver = "private-driver"
    case professionalDriverSafety = "professional-driver-safety"
    case customerCall = "customer-call"
    case research
  }

  public enum GenderDisplay: String, CaseIterable, Sendable {
    /// On for the purpose `research`.
    case automatic = "auto"
    case on
    case off
  }

  public var device = "default"
  public var channel = "mix"
  /// A model file; `nil`: the one inside the program.
  public var model: String?
  /// What the network's matrices are multiplied in.
  public var precision = Precision.int8
  public var purpose = Purpose.research
  public var gender = GenderDisplay.automatic
  public var healthSeconds = 10.0
  public var timeline = TimelineConfiguration()

  public init() {}

  public var showsGender: Bool {
    gender == .on || (gender == .automatic && purpose == .research)
  }

  /// How long after it was written an estimate may be believed: two intervals.
  public var validMilliseconds: Int { Int((timeline.everySeconds * 2000).rounded()) }
}
