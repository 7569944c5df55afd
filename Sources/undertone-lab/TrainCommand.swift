import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model
import Network
import Spectrum
import Training

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
  @Option(help: "Folder with background recordings. (default: noise beside the first manifest)") var noise: String?

  func run() throws {
    Interruption.watch()
    let recipe = try followed()
    guard let partition = Partition(recipe.partition) else {
      throw ValidationError("partition \"\(recipe.partition)\"; known: \(Partition.all.map(\.name).joined(separator: ", "))")
    }
    let noiseFolder = noise ?? corpus.data[0] + "/noise"
    let noises = NoiseBank.trainingPaths(in: noiseFolder)
    note("noise: \(noises.isEmpty ? "none in \(noiseFolder)" : "\(noises.count) recordings in \(noiseFolder)")")
    let kept = NoiseBank.paths(in: noiseFolder).filter { !noises.contains($0) }
    let (dataset, store) = try corpus.load(
      extraPaths: noises + kept, features: FeatureConfiguration(recipe.training.frontEnd))
    let known = dataset.clips.filter { recipe.corpora.contains($0.corpus) }
    let clips = known.filter(partition.trains)
    guard !clips.isEmpty else { throw ValidationError("no clip in \(corpus.data) is trained on in the partition \"\(partition.name)\"") }
    let material = StreamMaterial(
      clips: clips, store: store, noise: try NoiseBank.forTraining(noises, made: recipe.training.streams.madeSounds, store: store),
      recipe: recipe.training.streams,
      teacher: try teacher(of: partition, recipe, clips))
    let trainer = try Trainer(recipe.training, material)
    let tested = known.filter(partition.tests)
    let ancestor = recipe.start.isEmpty ? nil : try Ancestor(path: recipe.start)
    if let ancestor {
      try ancestor.check(testing: tested)
      try trainer.parameters.load(try TensorFile(path: recipe.start).tensors, isStart: true)
    }
    let files = RunFolder(path: runFolder)
    if try files.open(recipe, teacher: teacher) { try trainer.resume(from: files.checkpoint) }
    note(
      "\(trainer.layout.configuration.parameterCount) parameters, \(clips.count) clips to train on, \(tested.count) to try, "
        + "\(trainer.chunksAnEpoch) chunks an epoch")
    let trial = FrameTrial(
      clips: tested, store: store, statistics: material.statistics, background: NoiseBank(kept, store: store), seed: 5)
    try train(trainer, trial, files)
    let background = try kept.first.map { try AudioDecoder.samples(of: $0) } ?? []
    let stream = try StreamTrial(clips: tested, background: background, seed: 5, threads: corpus.threads)
    let writer = ModelWriter(
      trainer: trainer, recipe: recipe, partition: partition, ancestor: ancestor, trial: stream, threads: corpus.threads)
    try writer.write(to: files.model(recipe.name))
    note("\(files.model(recipe.name)) is written")
  }

  /// The recipe with what the command line says over it.
  private func followed() throws -> Recipe {
    var recipe = try recipe.map { try Recipe.read($0) } ?? Recipe()
    for assignment in settings { recipe = try recipe.setting(assignment) }
    if let partition { recipe.partition = partition }
    if let start { recipe.start = start }
    recipe.training.threads = corpus.threads
    return recipe
  }

  /// - Throws: `ValidationError` when the teacher may have heard clips that this model is tested on.
  private func teacher(of partition: Partition, _ recipe: Recipe, _ clips: [Clip]) throws -> TeacherTargets? {
    guard let teacher else { return nil }
    let targets = try TeacherTargets(path: teacher)
    guard targets.partition == partition, Set(targets.corpora).isSubset(of: recipe.corpora.map(\.rawValue)) else {
      throw ValidationError(
        "\(teacher) was made for the partition \(targets.partition.name) of \(targets.corpora.joined(separator: ", ")), not for "
          + "\(partition.name) of \(recipe.corpora.map(\.rawValue).joined(separator: ", ")): its teacher may have heard the tested speakers"
      )
    }
    note("the teacher knows \(targets.count(of: clips)) of \(clips.count) clips")
    return targets
  }

  private func train(_ trainer: Trainer, _ trial: FrameTrial, _ files: RunFolder) throws {
    var progress = ProgressLine(epochs: trainer.plan.epochs, chunks: trainer.chunksAnEpoch)
    while !trainer.isDone {
      let epoch = trainer.epoch
      let start = ContinuousClock.now
      let loss = try trainer.runEpoch { chunk, loss in
        progress.chunk(epoch: epoch, chunk: chunk, loss: loss, done: trainer.chunksDone)
        return !Interruption.isAsked
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try trainer.save(to: files.checkpoint)
      guard let loss else { throw stopped(files) }
      let weights = try Weights(trainer.layout.configuration, tensors: trainer.parameters.networkTensors)
      let estimates = try trial.run(weights, threads: corpus.threads)
      var record = TrainingRecord(epoch: epoch + 1, loss: loss, uar: [:], testLoss: [:], seconds: seconds)
      for (corpus, own) in Dictionary(grouping: estimates, by: \.clip.corpus) {
        record.uar[corpus.rawValue] = 100 * (Scores(own).masked.unweightedRecall ?? 0)
        record.testLoss[corpus.rawValue] = Temperature.cost(own, 1)
      }
      try record.append(to: files.log)
      progress.epoch(record, done: trainer.chunksDone)
      if Interruption.isAsked, !trainer.isDone { throw stopped(files) }
    }
  }

  private func stopped(_ files: RunFolder) -> ExitCode {
    note("\nstopped; \(files.checkpoint) is saved: the same command goes on")
    return ExitCode(130)
  }
}
