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
    commandName: "train", abstract: "Trains a model in endless streams of clips, and writes the model file.",
    discussion: """
      Beside MODEL lie MODEL.log.jsonl, a line an epoch, and MODEL.checkpoint, written after each epoch. Ctrl-C saves \
      the checkpoint and ends with 130; --resume MODEL.checkpoint goes on, with the checkpoint's settings.
      """)

  @OptionGroup var corpus: CorpusOptions
  @Option(help: "The model file to write.") var out: String
  @Option(help: "Passes over the clips.") var epochs = 18
  @Option(help: "Seed of everything random.") var seed: UInt64 = 0
  @Option(help: "Go on from this checkpoint.") var resume: String?
  @Option(help: "Begin with this model's weights instead of random ones.") var start: String?
  @Option(help: "Streams side by side.") var lanes = 64
  @Option(help: "Steps of 40 ms between two updates.") var steps = 75
  @Option(help: "Width of the network.") var hidden = 192
  @Option(help: "What the network hears: mel bands, the FFT's bins, or the samples.")
  var frontEnd = FeatureConfiguration.FrontEnd.logmel
  @Option(help: "The learning rate's top.") var rate: Float = 3e-3
  @Option(help: "Share of activations left out.") var dropout: Float = 0.3
  @Option(help: "Folder with background recordings. (default: noise beside the first manifest)") var noise: String?
  @Flag(help: "Leave out of the loss the emotions that a clip's corpus cannot say.") var mask = false

  func run() throws {
    Interruption.watch()
    let folder = noise ?? corpus.data[0] + "/noise"
    let noises = NoiseBank.trainingPaths(in: folder)
    note("noise: \(noises.isEmpty ? "none in \(folder)" : "\(noises.count) recordings in \(folder)")")
    let kept = NoiseBank.paths(in: folder).filter { !noises.contains($0) }
    let plan = try resume.map { try Trainer.plan(ofCheckpoint: $0) } ?? plan
    let (dataset, store) = try corpus.load(extraPaths: noises + kept, features: FeatureConfiguration(plan.frontEnd))
    let clips = dataset.clips.filter { $0.split == .train }
    guard !clips.isEmpty else { throw ValidationError("no clip in \(corpus.data) belongs to the split \"train\"") }
    let material = StreamMaterial(
      clips: clips, store: store, noise: NoiseBank(noises, store: store), recipe: plan.streams)
    let trainer = try Trainer(plan, material)
    if let start { try trainer.parameters.load(try TensorFile(path: start).tensors) }
    if let resume { try trainer.resume(from: resume) }
    let dev = dataset.clips.filter { $0.split == .dev }
    note(
      "\(trainer.layout.count) parameters, \(clips.count) clips to train on, \(dev.count) to try, "
        + "\(trainer.chunksAnEpoch) chunks an epoch")
    let trial = FrameTrial(
      clips: dev, store: store, statistics: material.statistics, background: NoiseBank(kept, store: store), seed: 5)
    try train(trainer, trial)
    let background = try kept.first.map { try AudioDecoder.samples(of: $0) } ?? []
    let stream = try StreamTrial(clips: dev, background: background, seed: 5, threads: corpus.threads)
    try ModelWriter(trainer: trainer, trial: stream, threads: corpus.threads).write(to: out)
    note("\(out) is written")
  }

  private var plan: TrainingPlan {
    var plan = TrainingPlan()
    (plan.epochs, plan.seed, plan.lanes, plan.steps, plan.hidden) = (epochs, seed, lanes, steps, hidden)
    (plan.rate, plan.dropout, plan.threads, plan.loss.masked) = (rate, dropout, corpus.threads, mask)
    plan.frontEnd = frontEnd
    return plan
  }

  private func train(_ trainer: Trainer, _ trial: FrameTrial) throws {
    let checkpoint = out + ".checkpoint"
    var progress = ProgressLine(epochs: trainer.plan.epochs, chunks: trainer.chunksAnEpoch)
    while !trainer.isDone {
      let epoch = trainer.epoch
      let start = ContinuousClock.now
      let loss = try trainer.runEpoch { chunk, loss in
        progress.chunk(epoch: epoch, chunk: chunk, loss: loss, done: trainer.chunksDone)
        return !Interruption.isAsked
      }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      try trainer.save(to: checkpoint)
      guard let loss else {
        note("\nstopped; \(checkpoint) is saved: go on with --resume \(checkpoint)")
        throw ExitCode(130)
      }
      let weights = try Weights(trainer.layout.configuration, tensors: trainer.parameters.tensors)
      let scores = Scores.byCorpus(try trial.run(weights, threads: corpus.threads))
      var record = TrainingRecord(epoch: epoch + 1, loss: loss, uar: [:], seconds: seconds)
      for (corpus, score) in scores { record.uar[corpus.rawValue] = 100 * (score.masked.unweightedRecall ?? 0) }
      try record.append(to: out + ".log.jsonl")
      progress.epoch(record, done: trainer.chunksDone)
    }
  }
}

extension FeatureConfiguration.FrontEnd: ExpressibleByArgument {}
