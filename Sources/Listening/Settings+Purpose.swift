extension Settings {
  /// Whether the settings may be used for what they were declared for.
  ///
  /// - Parameter mustBeDeclared: whether the purpose has to be said; the installed service wants it.
  /// - Throws: `ListeningError` (configuration) that names what is missing.
  /// - Source: Regulation (EU) 2024/1689 (AI Act), Art. 5(1)(f): no inference of emotions at the workplace but for medical or safety reasons.
  public func checkPurpose(mustBeDeclared: Bool) throws(ListeningError) {
    guard isPurposeDeclared || !mustBeDeclared else {
      let words = Purpose.allCases.map(\.rawValue).joined(separator: ", ")
      throw ListeningError(
        .configuration, "no purpose is declared: set `purpose:` in \(Settings.installedFile), or give --purpose; it is one of \(words)")
    }
    if purpose == .customerCall, agentChannel == .undeclared {
      throw ListeningError(
        .configuration,
        "with the purpose customer-call the agent's channel must be declared, for an agent is never scored: "
          + "`agent_channel:` or --agent-channel, its number, or none if no agent is in the recording")
    }
  }

  /// The agent's channel, counted from 1; nil when there is none to be spared.
  public var sparedChannel: Int? {
    if case .channel(let number) = agentChannel { number } else { nil }
  }
}
