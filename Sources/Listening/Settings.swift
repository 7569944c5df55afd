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

  /// Which channel of a call is the agent's, who is never scored.
  public enum AgentChannel: Equatable, Sendable {
    /// Nothing is said about one.
    case undeclared
    /// No agent is in any channel.
    case none
    /// Counted from 1.
    case channel(Int)

    /// `none`, or a number from 1 to 64.
    init?(_ text: String) {
      if text == "none" {
        self = .none
      } else if let number = Int(text), (1...64).contains(number) {
        self = .channel(number)
      } else {
        return nil
      }
    }
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
  public var purpose = Purpose.research { didSet { isPurposeDeclared = true } }
  /// Whether somebody said what it is for: false while `purpose` is the default.
  public private(set) var isPurposeDeclared = false
  public var agentChannel = AgentChannel.undeclared
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
