import Corpus
import Evaluation
import Network
import Spectrum
import Training

/// How the network does after an epoch, on whom it learns from and on whom it does not know.
struct EpochLook {
  private let trained: FrameTrial
  private let tested: FrameTrial
  private let threads: Int

  /// Of each corpus as many of the training clips are tried, drawn once: as many as an epoch's end can spare.
  private static let trainedClips = 300
  private static let seed: UInt64 = 5

  init(
    trained: [Clip], tested: [Clip], store: FeatureStore, statistics: BandStatistics, background: NoiseBank, threads: Int
  ) {
    var random = RandomSource(seed: Self.seed)
    let drawn = Dictionary(grouping: trained, by: \.corpus).sorted { $0.key < $1.key }.flatMap {
      $0.value.shuffled(using: &random).prefix(Self.trainedClips)
    }
    let trial = { FrameTrial(clips: $0, store: store, statistics: statistics, background: background, seed: Self.seed) }
    (self.trained, self.tested) = (trial(drawn), trial(tested))
    self.threads = threads
  }

  func record(epoch: Int, loss: Float, seconds: Double, _ trainer: Trainer) throws -> TrainingRecord {
    let weights = try Weights(trainer.layout.configuration, tensors: trainer.parameters.networkTensors)
    var record = TrainingRecord(epoch: epoch, loss: loss, seconds: seconds)
    for (corpus, look) in try scores(tested, weights) {
      (record.uar[corpus], record.wa[corpus]) = (look.uar, look.wa)
      (record.testLoss[corpus], record.gender[corpus]) = (look.loss, look.gender)
    }
    for (corpus, look) in try scores(trained, weights) {
      (record.trainUAR[corpus], record.trainWA[corpus]) = (look.uar, look.wa)
      (record.trainLoss[corpus], record.trainGender[corpus]) = (look.loss, look.gender)
    }
    return record
  }

  /// Percent and −log p; nil where a corpus has no emotions, or no genders.
  private struct Look {
    var uar: Double?
    var wa: Double?
    var loss: Double?
    var gender: Double?
  }

  /// By corpus.
  private func scores(_ trial: FrameTrial, _ weights: Weights) throws -> [String: Look] {
    var found: [String: Look] = [:]
    for (corpus, own) in Dictionary(grouping: try trial.run(weights, threads: threads), by: \.clip.corpus) {
      let scores = Scores(own)
      let percent = { (share: Double?) in share.map { 100 * $0 } }
      found[corpus.rawValue] = Look(
        uar: percent(scores.masked.unweightedRecall), wa: percent(scores.masked.weightedAccuracy),
        loss: scores.masked.total > 0 ? Temperature.cost(own, 1) : nil, gender: percent(scores.genderAccuracy))
    }
    return found
  }
}
