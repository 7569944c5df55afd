import Corpus
import Evaluation
import Foundation
import Model
import Network
import Training

/// Writes the trained weights with everything that a model file says of itself.
struct ModelWriter {
  let trainer: Trainer
  let trial: FrameTrial
  let threads: Int

  /// The temperature is fitted, and the scores are taken, on the dev speakers in a stream of frames.
  func write(to path: String) throws {
    let tensors = trainer.parameters.tensors
    let material = trainer.material
    let weights = try Weights(trainer.layout.configuration, tensors: tensors)
    let estimates = try trial.run(weights, threads: threads)
    let licence =
      Set(material.clips.map(\.corpus)) == [.cremad]
      ? "the data's: ODbL 1.0 / DbCL 1.0"
      : "research and other non-commercial use: the corpora's licences allow no more"
    var metadata = ModelMetadata(
      name: URL(filePath: path).deletingPathExtension().lastPathComponent, version: "0.1.0",
      features: material.configuration, network: trainer.layout.configuration, statistics: material.statistics,
      licence: licence, corpora: corpora,
      split:
        "trained on the split \"train\" of Config/splits.csv; temperature fitted, and scores taken, on its split \"dev\" in a stream of frames",
      seed: trainer.plan.seed,
      command: "undertone-lab " + CommandLine.arguments.dropFirst().joined(separator: " "))
    metadata.temperature = Temperature.fit(estimates)
    for (corpus, score) in Scores.byCorpus(estimates) {
      let name = "dev.frames.\(corpus.rawValue)"
      metadata.scores["\(name).wa"] = percent(score.masked.weightedAccuracy)
      metadata.scores["\(name).uar"] = percent(score.masked.unweightedRecall)
      metadata.scores["\(name).uar8"] = percent(score.open.unweightedRecall)
      metadata.scores["\(name).gender"] = percent(score.genderAccuracy)
    }
    try Model.save(metadata, tensors: tensors, to: path)
  }

  private var corpora: [ModelMetadata.Corpus] {
    let material = trainer.material
    return Dictionary(grouping: material.clips, by: \.corpus).sorted { $0.key < $1.key }.map { corpus, clips in
      let frames = clips.reduce(0) { $0 + material.store.entry($1.path).frames }
      let seconds = Double(frames * material.configuration.hopLength) / Double(material.configuration.sampleRateHz)
      return ModelMetadata.Corpus(
        name: corpus.rawValue, licence: corpus.licence, clips: clips.count, speakers: Set(clips.map(\.speaker)).count,
        hours: (seconds / 36).rounded() / 100)
    }
  }

  /// One decimal.
  private func percent(_ share: Double?) -> Double { ((share ?? 0) * 1000).rounded() / 10 }
}
