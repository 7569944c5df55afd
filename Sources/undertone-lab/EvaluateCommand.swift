import ArgumentParser

/// Says how well a model hears people whom it was not trained on.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "evaluate", abstract: "Scores a model on a split.")
  func run() throws {}
}
