import Corpus
import Evaluation
import Foundation
import Model
import Network
import Training

/// Writes the trained weights with everything that a model file says of itself.
struct ModelWriter {
  let trainer: Trainer
  let recipe: Recipe
  let partition: Partition
  let ancestor: Ancestor?
  /// The clips that the partition leaves out.
  let trial: StreamTrial
  let threads: Int

  /// Fewer clips do not tell a temperature.
  private static let leastClipsToFit = 100

  /// Tries the model on the clips left out, as `evaluate` does, from a file beside its place, and then writes it with the temperature and
  /// the scores.
  func write(to path: String) throws {
    let tensors = trainer.parameters.networkTensors
    var metadata = try description()
    let partial = path + ".partial"
    try Model.save(metadata, tensors: tensors, to: partial)
    defer { try? FileManager.default.removeItem(atPath: partial) }
    let model = try Model(path: partial)
    let heard = try trial.both(model, threads: threads)
    // A few clips, all right or all wrong, would drive the temperature to its bounds: then it stays what it was.
    let isEnough = heard.stream.count { $0.clip.emotion != nil } >= Self.leastClipsToFit
    metadata.temperature = isEnough ? Temperature.fit(heard.stream) : ancestor?.metadata.temperature ?? 1
    for (kind, estimates) in [("clip", heard.clipByClip), ("stream", heard.stream)] {
      for (corpus, score) in Scores.byCorpus(estimates) {
        let name = "\(partition == .split ? "dev" : partition.name).\(kind).\(corpus.rawValue)"
        metadata.scores["\(name).wa"] = percent(score.masked.weightedAccuracy)
        metadata.scores["\(name).uar"] = percent(score.masked.unweightedRecall)
        metadata.scores["\(name).uar8"] = percent(score.open.unweightedRecall)
        metadata.scores["\(name).gender"] = percent(score.genderAccuracy)
      }
    }
    try Model.save(metadata, tensors: tensors, to: path)
  }

  private func description() throws -> ModelMetadata {
    let material = trainer.material
    let corpora = ancestor?.corpora(with: corpora) ?? corpora
    let known = corpora.map { CorpusName(rawValue: $0.name) }
    let isOpen = known.allSatisfy { $0.map { !$0.isForResearchOnly } ?? false }
    let heard = Set(material.clips.map(\.speaker)).union(try ancestor?.speakers() ?? [])
    return ModelMetadata(
      name: recipe.name, version: "0.1.0",
      features: material.configuration, network: trainer.layout.configuration, statistics: material.statistics,
      licence: isOpen
        ? "the data's: " + Set(corpora.map(\.licence)).sorted().joined(separator: "; ")
        : "research and other non-commercial use: the corpora's licences allow no more",
      corpora: corpora,
      split: """
        trained on what the partition "\(partition.name)" says; temperature fitted, and scores taken, on what it leaves out \
        (so the confidence is a little too good on them)
        """,
      partition: partition.name, speakers: heard.sorted(), teacher: material.teacher?.name ?? ancestor?.metadata.teacher,
      start: ancestor.map { "\($0.metadata.name) \($0.metadata.sha256)" },
      seed: trainer.plan.seed, command: RunFolder.command)
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

  /// One decimal; nil for what was not measured, which then does not stand in the file.
  private func percent(_ share: Double?) -> Double? { share.map { ($0 * 1000).rounded() / 10 } }
}
