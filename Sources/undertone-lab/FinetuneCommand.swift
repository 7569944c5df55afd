import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model
import Training

/// Teaches a trained model somebody's own voices, room and words.
struct FinetuneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune", abstract: "Goes on training a model on your own clips, and shows the gain on speakers held out.",
    discussion: """
      Begins with the weights of a model, the one inside this program unless --start names another, and teaches it your clips: a list \
      (a CSV file with path, emotion and speaker) or folders. One speaker in five, or whom the list's column split calls dev, is not \
      trained on; on these the model before and the model after are compared, clip by clip and in an endless stream. What your \
      clips do not hold is forgotten in part, unless the folders of the corpora that the model knows stand in --data as well: a fifth of \
      them is then taught an epoch, and they are tested along. A hundred clips take some minutes on two cores. The run folder is as that of train; Ctrl-C saves, and the same command goes on.
      """)

  @OptionGroup var corpus: CorpusOptions
  @Option(name: .customLong("run"), help: "Folder of this training; one that was stopped goes on.") var runFolder: String
  @Option(help: "The model to begin with. (default: the one inside this program)") var start: String?
  @Option(help: "What is trained: all layers, or the heads alone, the output layers of emotion and gender.") var layers = TrainingPlan
    .Layers.all
  @Option(help: "The new model's name.") var name = "own"
  @Option(name: .customLong("set"), help: "A key of the recipe, such as training.epochs=3; can be repeated.")
  var settings: [String] = []
  @Option(help: "Folder with background recordings. (default: noise in the first data folder that has one)") var noise: String?

  func run() throws {
    let folder = RunFolder(path: runFolder)
    let before = try start ?? folder.embeddedStart()
    let session = TrainingSession(
      corpus: corpus, recipe: try recipe(before), runFolder: folder, noise: noise, keepsStatistics: true)
    let (path, trial) = try session.run()
    guard !trial.clips.isEmpty else { return note("nobody was held out: the gain cannot be told") }
    let models = try [before, path].map { try Model(path: $0) }
    let heard = try models.map { try trial.both($0, threads: corpus.work.threads) }
    let report = GainReport(before: heard[0], after: heard[1], names: models.map { "\($0.metadata.name) \($0.metadata.sha256.prefix(12))" })
    let text = report.tables.map(\.text).joined(separator: "\n\n")
    print(text)
    note("held out: \(Set(trial.clips.map(\.speaker)).sorted().joined(separator: " ")); the tables stand in \(folder.path)/gain.txt, too")
    try? Data((text + "\n").utf8).write(to: URL(filePath: folder.path + "/gain.txt"), options: .atomic)
  }

  /// Small clips by the hundred: many passes, from many mouths, at a rate that does not forget.
  private func recipe(_ start: String) throws -> Recipe {
    var recipe = Recipe()
    recipe.name = name
    recipe.start = start
    recipe.training.layers = layers
    recipe.training.threads = corpus.work.threads
    recipe.training.epochs = 20
    recipe.training.lanes = 16
    recipe.training.rate = layers == .all ? 1e-3 : 3e-3
    // What the clips do not teach stays as it is: gender, where the list has none.
    recipe.training.weightDecay = 0
    recipe.training.streams.vocalTract = 0.9
    let model = try Model(path: start).metadata
    let known = Set(model.corpora.map(\.name)).subtracting([CorpusName.own.rawValue])
    recipe.training.hidden = model.network.hidden
    recipe.training.frontEnd = model.features.frontEnd
    for corpus in CorpusName.allCases.map(\.rawValue) {
      // What the model was trained on is there so that it is not forgotten: a fifth of it an epoch. Other corpora are large.
      recipe.training.streams.passes[corpus] = known.contains(corpus) || corpus == CorpusName.voxforge.rawValue ? 0.2 : 1
      recipe.training.streams.vocalTractBands[corpus] = 9
    }
    recipe.training.streams.passes[CorpusName.own.rawValue] = 8
    recipe.training.streams.holdSeconds = 1
    for assignment in settings { recipe = try recipe.setting(assignment) }
    return recipe
  }
}

extension TrainingPlan.Layers: ExpressibleByArgument {}

extension RunFolder {
  /// The model inside this program, laid down where the run is.
  /// - Throws: `RecipeError` when the folder cannot be written.
  func embeddedStart() throws -> String {
    let file = path + "/start.safetensors"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      // A run that goes on begins with what it began with, whatever is inside a newer program.
      if !FileManager.default.fileExists(atPath: file) { try Model.saveEmbedded(to: file) }
    } catch {
      throw RecipeError("cannot write the run folder \(path): \(error.localizedDescription)")
    }
    return file
  }
}
