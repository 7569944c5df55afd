import Foundation
import Network
import Testing

@testable import Corpus
@testable import Training

@Suite struct MuonTests {
  private let layout = ParameterLayout(NetworkConfiguration(features: 16, hidden: 16))

  @Test func takesTheSquareBlocksOfTheMatrices() {
    let muon = Muon(layout, threads: 1)
    // The affine layer's one block, and four gates of two matrices in two layers.
    #expect(muon.offsets.count == 1 + 4 * 2 * 2)
    #expect(muon.offsets.contains(layout.offset("lstm.weight_hh_l1") + 3 * 256))
    #expect(!muon.offsets.contains(layout.offset("emotion.weight")))
    #expect(Muon(ParameterLayout(NetworkConfiguration(features: 8, hidden: 16)), threads: 1).offsets.count == 16)
  }

  /// A step is an orthogonal matrix times 0.2·√H·rate: its rows have about that length and stand upright on each other.
  @Test func aStepIsNearlyOrthogonal() {
    let (parameters, gradient, velocity) = (ParameterSet(layout), ParameterSet(layout), ParameterSet(layout))
    var random = RandomSource(seed: 1)
    for index in 0..<layout.count { gradient.values.base[index] = random.normal() }
    Muon(layout, threads: 2).step(parameters, gradient, velocity: velocity, clip: 0.01, rate: 1, decay: 0.1)
    let block = parameters.values.base + layout.offset("lstm.weight_ih_l0") + 256
    let size = 0.2 * Float(16).squareRoot()
    for row in 0..<16 {
      for other in 0...row {
        let dot = (0..<16).reduce(Float(0)) { $0 + block[row * 16 + $1] * block[other * 16 + $1] } / (size * size)
        #expect(row == other ? (0.5...1.5).contains(dot) : abs(dot) < 0.4, "rows \(row) and \(other): \(dot)")
      }
    }
    // It goes against the gradient, and leaves alone what is not its own.
    let down = (0..<256).reduce(Float(0)) { $0 + block[$1] * gradient.values.base[layout.offset("lstm.weight_ih_l0") + 256 + $1] }
    #expect(down < 0)
    #expect(parameters.pointer("emotion.weight")[0] == 0)
    #expect(velocity.pointer("lstm.bias_ih_l0")[0] == 0)
  }

  @Test func allThreadsGiveTheSameNumbers() {
    let results = [1, 3].map { threads in
      let (parameters, gradient, velocity) = (ParameterSet(layout), ParameterSet(layout), ParameterSet(layout))
      var random = RandomSource(seed: 2)
      for index in 0..<layout.count {
        gradient.values.base[index] = random.normal()
        parameters.values.base[index] = random.normal()
      }
      let muon = Muon(layout, threads: threads)
      for _ in 0..<3 { muon.step(parameters, gradient, velocity: velocity, clip: 1, rate: 0.01, decay: 0.01) }
      return parameters.values.array
    }
    #expect(results[0] == results[1])
  }
}
