import ArgumentParser
import Capture
import Listening
import Model
import Network

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Options of `listen` and `score`: they stand over the environment and the configuration file.
struct SharedOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Model file; the one inside the program when not given.", valueName: "file"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "What the network is multiplied in: int8 (default; a quarter of the memory) or float.", valueName: "int8|float"))
  var precision: String?

  @Option(help: ArgumentHelp("Configuration file; /etc/undertone.yaml when it is there.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Seconds between estimates, 0.1 to 60 (default 0.5).", valueName: "seconds"))
  var every: Double?

  @Option(
    help: ArgumentHelp(
      "mix (mean of all), one channel's number from 1, or each: every channel of a file by itself.", valueName: "mix|N|each"))
  var channel: String?

  @Option(
    help: ArgumentHelp(
      "Whether lines carry the speaker's gender (default: on for the purpose research, else off).", valueName: "on|off"))
  var gender: String?

  @Option(
    help: ArgumentHelp(
      "What it is used for: private-driver, professional-driver-safety, customer-call or research (default).", valueName: "purpose"))
  var purpose: String?

  @Option(
    help: ArgumentHelp(
      "The agent's channel of a call, which is never scored, or none; the purpose customer-call wants it declared.", valueName: "N|none"))
  var agentChannel: String?

  /// As they are given to `listen`.
  var arguments: [String] {
    let options = [
      ("--model", model), ("--precision", precision), ("--config", config), ("--every", every.map { "\($0)" }), ("--channel", channel),
      ("--gender", gender), ("--purpose", purpose), ("--agent-channel", agentChannel),
    ]
    return options.flatMap { name, value in value.map { ["\(name)=\($0)"] } ?? [] }
  }

  /// Settings with these options on top.
  /// - Parameter mustDeclarePurpose: whether nobody's saying what it is for is an error.
  func settings(mustDeclarePurpose: Bool = false) throws -> Settings {
    var settings = try Settings.read(file: config, environment: ProcessInfo.processInfo.environment)
    if let model { settings.model = model }
    if let every {
      guard (0.1...60).contains(every) else { throw Failure("--every \(every): allowed are 0.1 to 60 seconds", exitCode: 64) }
      settings.timeline.everySeconds = every
    }
    if let channel { settings.channel = channel }
    if let precision {
      guard let value = Precision(rawValue: precision) else {
        throw Failure("--precision \(precision): allowed are int8 and float", exitCode: 64)
      }
      settings.precision = value
    }
    if let gender {
      guard let value = Settings.GenderDisplay(rawValue: gender) else {
        throw Failure("--gender \(gender): allowed are on and off", exitCode: 64)
      }
      settings.gender = value
    }
    for (option, key, text) in [("--purpose", "purpose", purpose), ("--agent-channel", "agent_channel", agentChannel)] {
      if let text, let allowed = settings.set(key, to: text) {
        throw Failure("\(option) \(text): allowed are \(allowed)", exitCode: 64)
      }
    }
    try settings.checkPurpose(mustBeDeclared: mustDeclarePurpose)
    return settings
  }

  /// - Returns: nil for each.
  static func channel(_ text: String) throws -> ChannelChoice? {
    if text == "each" { return nil }
    guard let choice = ChannelChoice(text) else {
      throw Failure("--channel \(text): allowed are mix, each, or a channel's number from 1", exitCode: 64)
    }
    return choice
  }

  /// - Throws: `Failure` (64) for each, too: what it is for has one stream.
  static func oneChannel(_ text: String) throws -> ChannelChoice {
    guard let choice = try channel(text) else {
      throw Failure("--channel each is for files: a microphone is heard as mix, or on one channel, by its number", exitCode: 64)
    }
    return choice
  }

  static func load(_ settings: Settings) throws -> Model {
    if let path = settings.model { return try Model(path: path, precision: settings.precision) }
    return try Model.embedded(precision: settings.precision)
  }
}
