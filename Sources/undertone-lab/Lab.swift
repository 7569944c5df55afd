import ArgumentParser

/// The workbench: trains and evaluates Undertone's model.
@main struct Lab: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undertone-lab",
    abstract: "Trains and evaluates Undertone's model from speech-emotion corpora.",
    subcommands: [TrainCommand.self, EvaluateCommand.self])
}
