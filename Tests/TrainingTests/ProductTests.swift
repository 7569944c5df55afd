import Network
import Testing

@testable import Corpus
@testable import Training

/// The trainer's network over chunks is the product's, step by step.
@Suite struct ProductTests {
  @Test func everyLaneSaysWhatTheProductsStepSays() throws {
    let tiny = TestNetwork(features: 12, hidden: 32, seed: 8)
    let weights = try Weights(tiny.layout.configuration, tensors: tiny.parameters.tensors)
    let chunks = [tiny.chunk(seed: 9), tiny.chunk(seed: 10)]
    var worst: Float = 0
    for lane in 0..<TestNetwork.lanes {
      tiny.network.reset()
      var state = State(tiny.layout.configuration)
      for chunk in chunks {
        tiny.network.forward(tiny.parameters, chunk, dropout: Dropout(rate: 0, key: 0))
        for step in 0..<TestNetwork.steps {
          let row = step * TestNetwork.lanes + lane
          let features = (0..<12).map { chunk.features.base[row * 12 + $0] }
          let output = weights.step(features.span, state: &state)
          let ours = tiny.network.pooling.estimates.base + row * 10
          for k in 0..<8 { worst = max(worst, abs(output.emotion[k] - ours[k])) }
          for k in 0..<2 { worst = max(worst, abs(output.gender[k] - ours[8 + k])) }
        }
        tiny.network.carry()
      }
    }
    #expect(worst < 1e-5)
  }
}
