import Corpus
import Evaluation
import Foundation
import Model
import Network
import Training

/// Writes the trained weights with everything that a model file says of itself.
struct ModelWriter {
  let trainer: Trainer
  /// The dev speakers, whom the model was not trained on.
  let trial: StreamTrial
  let threads: Int

  /// Writes the file, tries the model in it on the dev speakers as `evaluate` does, and writes it again with the temperature and the
  /// scores.
  func write(to path: String) throws {
    let tensors = trainer.parameters.tensors
    var metadata = description(path)
    try Model.save(metadata, tensors: tensors, to: path)
    let model = try Model(path: path)
    let (single, stream) = (try trial.clipByClip(model, threads: threads), try trial.stream(model))
    metadata.temperature = Temperature.fit(stream)
    for (kind, estimates) in [("clip", single), ("stream", stream)] {
      for (corpus, score) in Scores.byCorpus(estimates) {
        let name = "dev.\(kind).\(corpus.rawValue)"
        metadata.scores["\(name).wa"] = percent(score.masked.weightedAccuracy)
        metadata.scores["\(name).uar"] = percent(score.masked.unweightedRecall)
        metadata.scores["\(name).uar8"] = percent(score.open.unweightedRecall)
        metadata.scores["\(name).gender"] = percent(score.genderAccuracy)
      }
    }
    try Model.save(metadata, tensors: tensors, to: path)
  }

  private func description(_ path: String) -> ModelMetadata {
    let material = trainer.material
    let isOpen = Set(material.clips.map(\.corpus)) == [.cremad]
    return ModelMetadata(
      name: URL(filePath: path).deletingPathExtension().lastPathComponent, version: "0.1.0",
      features: material.configuration, network: trainer.layout.configuration, statistics: material.statistics,
      licence: isOpen
        ? "the data's: ODbL 1.0 / DbCL 1.0" : "research and other non-commercial use: the corpora's licences allow no more",
      corpora: corpora,
      split: """
        trained on the speakers of the split "train" of Config/splits.csv; temperature fitted, and scores taken, on those of "dev" \
        (so the confidence is a little too good on them)
        """,
      seed: trainer.plan.seed, command: Self.command)
  }

  /// The command line, with files and folders by name: where they lie on this machine is nobody's business.
  private static var command: String {
    let arguments = CommandLine.arguments.dropFirst().map { $0.contains("/") ? URL(filePath: $0).lastPathComponent : $0 }
    return "undertone-lab " + arguments.joined(separator: " ")
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
