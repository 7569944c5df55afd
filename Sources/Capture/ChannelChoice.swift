/// How several channels become one, and whose channel must not be heard.
public struct ChannelChoice: Sendable, Equatable, CustomStringConvertible {
  public enum Way: Sendable, Equatable {
    /// The mean of all.
    case mix
    /// One of them, counted from 1 as on the command line.
    case index(Int)
  }

  public let way: Way
  /// The channel of a call's agent, counted from 1, who is never heard; nil: nobody was declared to be one.
  public let agent: Int?

  public static let mix = ChannelChoice(way: .mix, agent: nil)

  public static func index(_ index: Int) -> ChannelChoice { ChannelChoice(way: .index(index), agent: nil) }

  /// `mix`, or a number from 1.
  public init?(_ text: String) {
    if text == "mix" {
      self = .mix
    } else if let index = Int(text), index >= 1 {
      self = .index(index)
    } else {
      return nil
    }
  }

  private init(way: Way, agent: Int?) {
    self.way = way
    self.agent = agent
  }

  /// The same, but nothing that holds the agent's channel is opened.
  public func sparing(agent: Int?) -> ChannelChoice { ChannelChoice(way: way, agent: agent) }

  public var description: String {
    switch way {
    case .mix: "mix"
    case .index(let index): String(index)
    }
  }

  /// - Throws: `CaptureError` (usage) when the source has no such channel, or the agent would be heard.
  func check(channels: Int, of name: String) throws(CaptureError) {
    if case .index(let index) = way, !(1...channels).contains(index) {
      let known = channels == 1 ? "1" : "1…\(channels)"
      throw CaptureError(.usage, "\(name): there is no channel \(index): it has \(channels); give --channel \(known), or mix")
    }
    guard let agent else { return }
    guard agent <= channels else {
      throw CaptureError(
        .usage,
        "\(name): the agent's channel is \(agent), and it has \(channels): the agent may be heard in any of them; "
          + "declare the agent's channel as it is, or none if no agent is in it")
    }
    if way == .index(agent) || way == .mix {
      let others = (1...channels).filter { $0 != agent }.map(String.init).joined(separator: " or ")
      let advice = others.isEmpty ? "there is no other; it cannot be heard" : "give --channel \(others)"
      let what = way == .mix ? "a mix would hold the agent's channel \(agent)" : "channel \(agent) is the agent's"
      throw CaptureError(.usage, "\(name): \(what), which is not heard; \(advice)")
    }
  }
}
