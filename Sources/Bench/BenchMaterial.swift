package import Corpus
package import Model
internal import Spectrum

/// What all cases work on: one recording over and over, one model, and for the training clips.
package struct BenchMaterial: Sendable {
  /// The recording.
  package let path: String
  /// `[samples]`, 16 kHz, −1…1: the recording.
  package let samples: [Float]
  package let model: Model
  /// Threads of the training.
  package let threads: Int
  /// What the training learns from; made when it is asked for.
  package let training: @Sendable () throws -> StreamMaterial

  /// - Parameter training: `nil`: clips cut out of the recording.
  /// - Throws: `CorpusError` when the recording cannot be decoded, `BenchError` when it is too short.
  package init(path: String, model: Model, threads: Int = 2, training: (@Sendable () throws -> StreamMaterial)? = nil) throws {
    let samples = try AudioDecoder.samples(of: path)
    guard samples.count >= 16_000 else { throw BenchError("\(path) is shorter than a second; name a longer recording with --input") }
    self.path = path
    self.samples = samples
    self.model = model
    self.threads = threads
    self.training = training ?? { try CutClips.material(from: samples) }
  }

  /// The features of the recording's steps, `[steps · featureCount]`.
  func steps() throws -> [Float] {
    var path = try FeaturePath(model.metadata.features, model.metadata.statistics)
    var (steps, offset): ([Float], Int) = ([], 0)
    samples.withUnsafeBufferPointer { input in
      while path.nextStep(of: input, from: &offset) { steps += path.features() }
    }
    return steps
  }
}
