internal import Timeline

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// One key of the configuration: its name in the file (and, in capitals after UNDERTONE_, in the environment), what it may be, and
/// where it goes.
struct SettingKey: Sendable {
  let name: String
  /// What is allowed, for messages: a range with its unit, or the words.
  let allowed: String
  /// Puts the text into the settings; `false` when it is not allowed.
  let set: @Sendable (String, inout Settings) -> Bool

  static let all: [SettingKey] = [
    SettingKey(name: "device", allowed: "an ALSA capture device, see `undertone devices`") { text, settings in
      settings.device = text
      return !text.isEmpty
    },
    SettingKey(name: "channel", allowed: "mix, or a channel's number from 1 to 64") { text, settings in
      settings.channel = text
      return text == "mix" || Int(text).map { (1...64).contains($0) } == true
    },
    SettingKey(name: "model", allowed: "a model file") { text, settings in
      settings.model = text
      return !text.isEmpty
    },
    word("precision", \.precision),
    word("purpose", \.purpose),
    SettingKey(name: "agent_channel", allowed: "none, or a channel's number from 1 to 64") { text, settings in
      guard let channel = Settings.AgentChannel(text) else { return false }
      settings.agentChannel = channel
      return true
    },
    word("gender", \.gender),
    number("every", "s", 0.1...60, \.timeline.everySeconds),
    number("health", "s", 0.1...3600, \.healthSeconds),
    probability("speech_threshold", \.timeline.speechThreshold),
    number("silence_after", "s", 0.1...60, \.timeline.silenceAfterSeconds),
    SettingKey(name: "warm_up", allowed: "a number from 0.04 to 2 s") { text, settings in
      guard let value = Float(text), (0.04...2).contains(value) else { return false }
      settings.timeline.warmUpSeconds = value
      return true
    },
    probability("uncertain_below", \.timeline.uncertainBelow),
    probability("enter_confidence", \.timeline.enterConfidence),
    probability("leave_confidence", \.timeline.leaveConfidence),
    number("hold", "s", 0...60, \.timeline.holdSeconds),
  ]

  static func named(_ name: String) -> SettingKey? { all.first { $0.name == name } }

  private static func number(
    _ name: String, _ unit: String, _ range: ClosedRange<Double>, _ path: WritableKeyPath<Settings, Double> & Sendable
  ) -> SettingKey {
    SettingKey(name: name, allowed: "a number from \(range.lowerBound) to \(range.upperBound) \(unit)") { text, settings in
      guard let value = Double(text), range.contains(value) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  private static func probability(_ name: String, _ path: WritableKeyPath<Settings, Float> & Sendable) -> SettingKey {
    SettingKey(name: name, allowed: "a probability from 0 to 1") { text, settings in
      guard let value = Float(text), (0...1).contains(value) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }

  private static func word<Word: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ path: WritableKeyPath<Settings, Word> & Sendable
  ) -> SettingKey where Word.RawValue == String {
    SettingKey(name: name, allowed: Word.allCases.map(\.rawValue).joined(separator: ", ")) { text, settings in
      guard let value = Word(rawValue: text) else { return false }
      settings[keyPath: path] = value
      return true
    }
  }
}
