import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model
import Network
import Spectrum
import Training

/// One training from the clips to the model file: what `train` and `finetune` have in common.
struct TrainingSession {
  var corpus: CorpusOptions
  var recipe: Recipe
  var runFolder: RunFolder
  /// A targets file.
  var teacher: String?
  /// Folder with background recordings.
  var noise: String?
  /// Whether the features are scaled as the start's were, instead of as the clips ask for.
  var keepsStatistics = false

  /// Trains, or goes on with what was stopped, and writes the model.
  /// - Returns: the model's file, and what it was tried on.
  /// - Throws: what the clips, the recipe, the start or the folder are refused for; `ExitCode` 130 after Ctrl-C.
  func run() throws -> (model: String, trial: StreamTrial) {
    let watcher = Progress.watcher()
    guard let partition = Partition(recipe.partition) else {
      throw ValidationError("partition \"\(recipe.partition)\"; known: \(Partition.all.map(\.name).joined(separator: ", "))")
    }
    try recipe.training.validate()
    if let noise, !RunFolder.isFolder(noise) { throw CorpusError("--noise \(noise): there is no such folder") }
    let (noises, kept) = noisePaths()
    let (dataset, store) = try corpus.load(
      extraPaths: noises + kept, features: FeatureConfiguration(recipe.training.frontEnd), watcher)
    let known = dataset.clips.filter { recipe.corpora.contains($0.corpus) }
    let (clips, tested) = (known.filter(partition.trains), known.filter(partition.tests))
    guard !clips.isEmpty else {
      let places = corpus.data.joined(separator: " ")
      throw ValidationError(
        "no clip in \(places) is trained on in the partition \"\(partition.name)\"; `undertone-lab corpus \(places)` says what is there")
    }
    guard clips.contains(where: { recipe.training.streams.passes(of: $0.corpus) > 0 }) else {
      throw RecipeError("training.streams.passes is 0 for every corpus in \(corpus.data): nothing would be played")
    }
    if !clips.contains(where: { $0.emotion != nil }) { note("no clip has an emotion: speech and gender alone are learnt") }
    let trainedOn = Set(clips.map(\.person))
    if partition != .random, let both = tested.first(where: { trainedOn.contains($0.person) }) {
      throw ValidationError("\(both.speaker) would be trained on and tested; a speaker belongs to one split")
    }
    let ancestor = recipe.start.isEmpty ? nil : try Ancestor(path: recipe.start)
    try ancestor?.check(testing: tested)
    let material = StreamMaterial(
      clips: clips, store: store, noise: try NoiseBank.forTraining(noises, made: recipe.training.streams.madeSounds, store: store),
      recipe: recipe.training.streams, teacher: try targets(of: partition, clips),
      statistics: keepsStatistics ? ancestor?.metadata.statistics : nil)
    let trainer = try Trainer(recipe.training, material)
    if ancestor != nil { try trainer.parameters.load(try TensorFile(path: recipe.start).tensors, isStart: true) }
    if try runFolder.open(recipe, teacher: teacher, clips: (clips, tested)) { try trainer.resume(from: runFolder.checkpoint) }
    note(
      "\(trainer.layout.configuration.parameterCount) parameters, \(clips.count) clips to train on, \(tested.count) to try, "
        + "\(trainer.chunksAnEpoch) chunks an epoch")
    let look = EpochLook(
      trained: clips, tested: tested, store: store, statistics: material.statistics, background: NoiseBank(kept, store: store),
      threads: corpus.work.threads)
    try train(trainer, look)
    let background = try kept.first.map { try AudioDecoder.samples(of: $0) } ?? []
    let sounds = try TestSounds(tested, threads: corpus.work.threads, watcher: watcher)
    let trial = StreamTrial(sounds, background: background, seed: 5, watcher: watcher)
    let writer = ModelWriter(
      trainer: trainer, recipe: recipe, partition: partition, ancestor: ancestor, trial: trial, threads: corpus.work.threads)
    try writer.write(to: runFolder.model(recipe.name))
    note("\(runFolder.model(recipe.name)) is written")
    return (runFolder.model(recipe.name), trial)
  }

  /// Those to train with, and the one that is kept for tests.
  private func noisePaths() -> (training: [String], kept: [String]) {
    let folder = noise ?? corpus.noiseFolder
    let noises = NoiseBank.trainingPaths(in: folder)
    note("noise: \(noises.isEmpty ? "none in \(folder), so made-up sounds alone" : "\(noises.count) recordings in \(folder)")")
    return (noises, NoiseBank.paths(in: folder).filter { !noises.contains($0) })
  }

  /// - Throws: `ValidationError` when the teacher may have heard clips that this model is tested on.
  private func targets(of partition: Partition, _ clips: [Clip]) throws -> TeacherTargets? {
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

  private func train(_ trainer: Trainer, _ look: EpochLook) throws {
    var progress = ProgressLine(epochs: trainer.plan.epochs, chunks: trainer.chunksAnEpoch)
    while !trainer.isDone {
      let epoch = trainer.epoch
      let start = ContinuousClock.now
      let loss = try trainer.runEpoch { chunk, loss in
        progress.chunk(epoch: epoch, chunk: chunk, loss: loss, done: trainer.chunksDone)
        return !Interruption.isAsked
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try trainer.save(to: runFolder.checkpoint)
      guard let loss else { throw stopped() }
      let record = try look.record(epoch: epoch + 1, loss: loss, seconds: seconds, trainer)
      try record.append(to: runFolder.log)
      progress.epoch(record, done: trainer.chunksDone)
      if Interruption.isAsked, !trainer.isDone { throw stopped() }
    }
  }

  private func stopped() -> ExitCode {
    note("stopped; \(runFolder.checkpoint) is saved: the same command goes on")
    return ExitCode(130)
  }
}
