import Network
import Testing

@testable import Corpus
@testable import Training

/// The same network, loss, optimiser and schedule in PyTorch: Golden/make_training_golden.py says tool, version and seed.
@Suite struct GoldenTests {
  private let tensors: [String: [Float]]

  init() throws {
    let file = try TensorFile(path: fixture("training-golden.safetensors"))
    tensors = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.values) })
  }

  private func golden(_ name: String) throws -> [Float] { try #require(tensors[name], "no \(name) in the fixture") }

  /// Within 2e-5 of the largest golden number.
  private func expectEqual(_ ours: UnsafePointer<Float>, _ name: String) throws {
    let theirs = try golden(name)
    let largest = theirs.reduce(0) { max($0, abs($1)) }
    for (index, value) in theirs.enumerated() where abs(ours[index] - value) > 2e-5 * max(largest, 1e-3) {
      Issue.record("\(name)[\(index)]: ours \(ours[index]), PyTorch's \(value)")
      return
    }
  }

  private func goldenChunk(_ number: Int, features: Int) throws -> Chunk {
    let chunk = Chunk(lanes: 3, steps: 5, featureCount: features)
    let parts: [(String, FloatBuffer)] = [
      ("features", chunk.features), ("emphasis", chunk.emphasis), ("importance", chunk.importance),
      ("goal", chunk.goal), ("gender", chunk.gender), ("speech", chunk.speech),
    ]
    for (name, buffer) in parts { buffer.assign(try golden("chunk\(number).\(name)")) }
    return chunk
  }

  @Test func lossEstimatesGradientsAndAnOptimisersStep() throws {
    let tiny = TestNetwork(teacher: 0)
    try tiny.parameters.load(
      tiny.layout.slots.map { Tensor(name: $0.name, shape: $0.shape, values: try golden($0.name)) })
    let quiet = Dropout(rate: 0, key: 0)
    let gradient = ParameterSet(tiny.layout)
    for number in 0..<2 {
      if number == 1 {
        tiny.network.carry()
        tiny.network.reset(lane: 1)
      }
      let chunk = try goldenChunk(number, features: 8)
      gradient.values.fill(0)
      let loss = tiny.loss(chunk, StreamLoss(), dropout: quiet)
      tiny.network.backward(tiny.parameters, chunk, dropout: quiet, into: gradient)
      #expect(abs(loss.total - (try golden("loss\(number)"))[0]) < 1e-5)
      try expectEqual(tiny.network.pooling.estimates.base, "estimates\(number)")
      for slot in tiny.layout.slots {
        try expectEqual(gradient.values.base + slot.offset, "grad\(number).\(slot.name)")
      }
    }
    let optimiser = AdamW(tiny.layout)
    optimiser.step(tiny.parameters, gradient, at: OneCycle.Point(rate: 1e-2, momentum: 0.9))
    for slot in tiny.layout.slots {
      try expectEqual(tiny.parameters.values.base + slot.offset, "stepped.\(slot.name)")
    }
  }

  @Test func schedule() throws {
    let plan = OneCycle(topRate: 3e-3, totalSteps: 200)
    let (rates, momenta) = (try golden("schedule.rates"), try golden("schedule.momenta"))
    for step in 0..<200 {
      #expect(abs(plan.point(step).rate - rates[step]) < 1e-7)
      #expect(abs(plan.point(step).momentum - momenta[step]) < 1e-6)
    }
  }
}
