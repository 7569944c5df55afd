import ArgumentParser
import Corpus
import Foundation

/// Trains a model in endless streams of clips.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a model in endless streams of clips.",
    discussion: """
      The run folder gets the recipe as it was followed, the command, a log with a line of JSON an epoch, a checkpoint \
      after each epoch and in the end the model. Ctrl-C saves the checkpoint and ends with 130; the same command goes on.
      """)

  @OptionGroup var corpus: CorpusOptions
  @Option(name: .customLong("run"), help: "Folder of this training; one that was stopped goes on.") var runFolder: String
  @Option(help: "A recipe; Config/recipes/ has those of the shipped models. (default: the network's plain training)")
  var recipe: String?
  @Option(help: "Who is left out: split, speakers-1 to -5, random, without-CORPUS. (default: the recipe's)")
  var partition: String?
  @Option(help: "What a teacher made of the training clips (Config/teacher).") var teacher: String?
  @Option(help: "Begin with this model's weights. (default: the recipe's)") var start: String?
  @Option(name: .customLong("set"), help: "A key of the recipe, such as training.epochs=3; can be repeated.")
  var settings: [String] = []
  @Option(help: "Folder with background recordings. (default: noise in the first data folder that has one)") var noise: String?

  func run() throws {
    let session = TrainingSession(
      corpus: corpus, recipe: try followed(), runFolder: RunFolder(path: runFolder), teacher: teacher, noise: noise)
    _ = try session.run()
  }

  /// The recipe with what the command line says over it.
  private func followed() throws -> Recipe {
    var recipe = try recipe.map { try Recipe.read($0) } ?? Recipe()
    for assignment in settings { recipe = try recipe.setting(assignment) }
    if let partition { recipe.partition = partition }
    if let start { recipe.start = start }
    recipe.training.threads = corpus.work.threads
    return recipe
  }
}
