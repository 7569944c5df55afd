package import Corpus
package import Spectrum

/// Every choice of a training; it travels in the checkpoint.
package struct TrainingPlan: Codable, Equatable, Sendable {
  package var epochs = 18
  package var seed: UInt64 = 0
  /// Streams side by side, B.
  package var lanes = 64
  /// Steps between two updates, T (3 s): gradients go no further back.
  package var steps = 75
  package var hidden = 256
  package var frontEnd = FeatureConfiguration.FrontEnd.logmel
  /// The learning rate's top.
  package var rate: Float = 3e-3
  package var dropout: Float = 0.3
  package var weightDecay: Float = 0.01
  /// Whether `Muon` moves the matrices, instead of AdamW.
  package var muon = true
  package var threads = 2
  /// What is trained; the rest stays as the start has it.
  package var layers = Layers.all
  package var loss = StreamLoss()
  package var streams = StreamRecipe()

  /// Parts of the network.
  package enum Layers: String, Codable, Sendable {
    case all
    /// The emotion's and the gender's output layers alone.
    case heads
  }

  package init() {}

  /// - Throws: `TrainingError` naming the first number that cannot be.
  package func validate() throws(TrainingError) {
    guard epochs >= 1, lanes >= 1, steps >= 1 else {
      throw TrainingError("epochs \(epochs), lanes \(lanes), steps \(steps): each must be at least 1")
    }
    guard (1...lanes).contains(threads) else {
      throw TrainingError("\(threads) threads for \(lanes) lanes: expected 1 to \(lanes)")
    }
    guard rate > 0, rate.isFinite, (0..<1).contains(dropout) else {
      throw TrainingError("rate \(rate), dropout \(dropout): expected a rate above 0 and a dropout from 0 to below 1")
    }
    do {
      try streams.validate()
    } catch {
      throw TrainingError("\(error)")
    }
    guard hidden >= 16, hidden % 16 == 0 else { throw TrainingError("hidden \(hidden): expected a multiple of 16") }
  }
}
