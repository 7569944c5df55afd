internal import Spectrum

/// The feature path alone: a run is the four frames of a step.
final class FeatureWork: BenchWork {
  private var path: FeaturePath
  private let samples: [Float]
  private let stepLength: Int
  private var offset: Int
  let unitsARun: Int
  let secondsARun: Double

  init(_ material: BenchMaterial) throws {
    let features = material.model.metadata.features
    path = try FeaturePath(features, material.model.metadata.statistics)
    samples = material.samples
    stepLength = features.stepLength
    unitsARun = features.stackedFrames
    secondsARun = features.stepSeconds
    // From here on every step's length of samples makes one step.
    offset = 0
    try hear(features.firstStepEnd - features.stepLength, makes: false)
  }

  func run() throws { try hear(stepLength, makes: true) }

  private func hear(_ count: Int, makes isStep: Bool) throws {
    if offset + count > samples.count { offset = 0 }
    let made = samples.withUnsafeBufferPointer { all in
      var taken = 0
      return path.nextStep(of: UnsafeBufferPointer(rebasing: all[offset..<offset + count]), from: &taken)
    }
    offset += count
    guard made == isStep else { throw BenchError("the feature path lost its step") }
  }
}
