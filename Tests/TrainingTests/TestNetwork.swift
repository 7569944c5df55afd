import Foundation
import Network

@testable import Corpus
@testable import Training

/// A tiny network with made-up chunks, for tests.
struct TestNetwork {
  static let lanes = 3
  static let steps = 5
  let layout: ParameterLayout
  let parameters: ParameterSet
  let network: BatchNetwork

  init(features: Int = 8, hidden: Int = 16, teacher: Int = 3, seed: UInt64 = 1) {
    layout = ParameterLayout(NetworkConfiguration(features: features, hidden: hidden), teacherWidth: teacher)
    parameters = ParameterSet(layout)
    network = BatchNetwork(layout, lanes: Self.lanes, steps: Self.steps)
    var random = RandomSource(seed: seed)
    parameters.initialise(&random)
    for name in ["input.1.weight", "input.1.bias"] {
      for index in 0..<hidden { parameters.pointer(name)[index] += 0.3 * random.normal() }
    }
    parameters.pointer("weight.bias")[0] = 0.5
  }

  /// Random features and targets; some rows without a clip.
  func chunk(seed: UInt64) -> Chunk {
    let chunk = Chunk(
      lanes: Self.lanes, steps: Self.steps, featureCount: layout.configuration.features, teacherWidth: layout.teacherWidth)
    var random = RandomSource(seed: seed)
    for index in 0..<chunk.features.count { chunk.features.base[index] = random.normal() }
    for row in 0..<chunk.rows {
      chunk.emphasis.base[row] = random.chance(0.3) ? 0 : random.unit()
      chunk.importance.base[row] = random.uniform(0.5, 1.5)
      let emotions = Emotion.allCases.count
      for k in 0..<emotions { chunk.allowed.base[row * emotions + k] = k == 1 || k == 7 ? 0 : 1 }
      chunk.goal.base[row * emotions + 2 + random.index(4)] = 1
      chunk.gender.base[row] = random.chance(0.2) ? -1 : Float(random.index(2))
      chunk.speech.base[row] = Float(random.index(2))
      chunk.taught.base[row] = random.chance(0.7) ? 1 : 0
    }
    for index in 0..<chunk.teacher.count { chunk.teacher.base[index] = random.normal() }
    return chunk
  }

  /// One chunk from the state that the network carries, without moving that state.
  func loss(_ chunk: Chunk, _ loss: StreamLoss, dropout: Dropout) -> StreamLoss.Parts {
    network.forward(parameters, chunk, dropout: dropout)
    return loss.apply(network, chunk, of: chunk.totals)
  }
}

/// A file of Tests/Fixtures.
func fixture(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    .path
}
