import Network
import Testing

@testable import Corpus
@testable import Training

/// Every gradient tensor against finite differences of the loss: the definition of a gradient.
@Suite struct GradientTests {
  /// Central differences along the gradient's own sign pattern in a tensor, and on single numbers of it.
  ///
  /// In float the loss (near 3) is known to about 3e-7; with steps of 4e-3 a difference is then good to 1e-4.
  private func check(_ loss: StreamLoss, dropout: Dropout) {
    let tiny = TestNetwork()
    let first = tiny.chunk(seed: 2)
    _ = tiny.loss(first, loss, dropout: dropout)
    tiny.network.carry()  // so that the state carried in is not zero
    tiny.network.reset(lane: 2)
    let chunk = tiny.chunk(seed: 3)
    let gradient = ParameterSet(tiny.layout)
    _ = tiny.loss(chunk, loss, dropout: dropout)
    tiny.network.backward(tiny.parameters, chunk, dropout: dropout, into: gradient)
    var random = RandomSource(seed: 4)
    for slot in tiny.layout.slots {
      let slope = UnsafeBufferPointer(start: gradient.values.base + slot.offset, count: slot.count)
      let largest = slope.reduce(0) { max($0, abs($1)) }
      #expect(largest > 0, "\(slot.name) has no gradient at all")
      for _ in 0..<min(6, slot.count) {
        let index = random.index(slot.count)
        let address = tiny.parameters.values.base + slot.offset + index
        let value = address.pointee
        let step: Float = 4e-3
        address.pointee = value + step
        let above = tiny.loss(chunk, loss, dropout: dropout).total
        address.pointee = value - step
        let below = tiny.loss(chunk, loss, dropout: dropout).total
        address.pointee = value
        let difference = (above - below) / (2 * step)
        #expect(
          abs(difference - slope[index]) < 3e-4 + 0.01 * largest,
          "\(slot.name)[\(index)]: difference \(difference), gradient \(slope[index])")
      }
    }
  }

  @Test func everyTensorAgreesWithFiniteDifferences() {
    check(StreamLoss(), dropout: Dropout(rate: 0, key: 0))
  }

  @Test func withDropoutTheSameMaskGoesBothWays() {
    check(StreamLoss(), dropout: Dropout(rate: 0.3, key: 99))
  }

  @Test func withMaskedEmotions() {
    var loss = StreamLoss()
    loss.masked = true
    check(loss, dropout: Dropout(rate: 0, key: 0))
  }

  @Test func theSumOfTwoHalvesIsTheWhole() {
    // Two workers with a part of the lanes each must give the gradient of one with all.
    let whole = TestNetwork()
    let chunk = whole.chunk(seed: 5)
    let quiet = Dropout(rate: 0, key: 0)
    let expected = ParameterSet(whole.layout)
    let all = whole.loss(chunk, StreamLoss(), dropout: quiet)
    whole.network.backward(whole.parameters, chunk, dropout: quiet, into: expected)
    let sum = ParameterSet(whole.layout)
    var parts = StreamLoss.Parts()
    for lane in 0..<TestNetwork.lanes {
      let network = BatchNetwork(whole.layout, lanes: 1, steps: TestNetwork.steps)
      let part = Chunk(lanes: 1, steps: TestNetwork.steps, featureCount: chunk.featureCount, teacherWidth: chunk.teacherWidth)
      let pairs: [(KeyPath<Chunk, FloatBuffer>, Int)] = [
        (\.features, chunk.featureCount), (\.goal, 8), (\.allowed, 8), (\.emphasis, 1), (\.importance, 1),
        (\.gender, 1), (\.speech, 1), (\.teacher, chunk.teacherWidth), (\.taught, 1),
      ]
      for (path, width) in pairs {
        for step in 0..<TestNetwork.steps {
          let from = chunk[keyPath: path].base + (step * TestNetwork.lanes + lane) * width
          (part[keyPath: path].base + step * width).update(from: from, count: width)
        }
      }
      network.forward(whole.parameters, part, dropout: quiet)
      parts += StreamLoss().apply(network, part, of: chunk.totals)
      network.backward(whole.parameters, part, dropout: quiet, into: sum)
    }
    #expect(abs(parts.total - all.total) < 1e-5)
    for index in 0..<whole.layout.count {
      #expect(abs(sum.values.base[index] - expected.values.base[index]) < 1e-5)
    }
  }
}
