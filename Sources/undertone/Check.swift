import ArgumentParser
import Listening

/// `undertone check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check configuration and model without listening; exit 78 and say what is wrong, or 0.")

  @OptionGroup var shared: SharedOptions

  func run() throws {
    try Failure.wrapping {
      let settings = try shared.settings()
      let model = try SharedOptions.load(settings.model)
      _ = try SharedOptions.channel(settings.channel)
      print(
        "configuration and model are good: purpose \(settings.purpose.rawValue), \(settings.timeline.rules.count) alert rules, model \(model.metadata.name) \(model.metadata.sha256.prefix(12))"
      )
    }
  }
}
