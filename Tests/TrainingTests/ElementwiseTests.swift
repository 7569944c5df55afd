import CTraining
import Foundation
import Testing

@testable import Corpus
@testable import Training

/// The C loops against their definitions.
@Suite struct ElementwiseTests {
  @Test func dropoutLeavesOutItsShareAndScalesTheRest() {
    let ones = FloatBuffer(100_000)
    ones.fill(1)
    let out = FloatBuffer(ones.count)
    Dropout(rate: 0.3, key: 5).apply(ones.base, into: out.base, count: ones.count, site: 0)
    let kept = out.array.filter { $0 != 0 }
    #expect(abs(Float(kept.count) / Float(ones.count) - 0.7) < 0.005)
    #expect(kept.allSatisfy { abs($0 - 1 / 0.7) < 1e-6 })
    let other = FloatBuffer(ones.count)
    Dropout(rate: 0.3, key: 5).apply(ones.base, into: other.base, count: ones.count, site: 1)
    #expect(other.array != out.array)
    Dropout(rate: 0, key: 5).apply(ones.base, into: other.base, count: ones.count, site: 1)
    #expect(other.array == ones.array)
  }

  @Test func twoSoundsTogether() {
    var sums: [Float] = [-20, -3, 0, 4, 10]
    let before = sums
    let other: [Float] = [-19, -30, 0, 2, 11]
    ct_add_log_power(&sums, other, 0.5, 5)
    for index in 0..<5 {
      let expected = log(exp(Double(before[index])) + exp(Double(other[index]) + 0.5))
      #expect(abs(Double(sums[index]) - expected) < 3e-6)
    }
  }

  @Test func halvesComeBack() {
    let values: [Float] = [-20.72, -0.5, 0, 1, 7.125, 65504]
    var halves = [UInt16](repeating: 0, count: values.count)
    var back = [Float](repeating: 0, count: values.count)
    ct_to_half(values, &halves, values.count)
    ct_from_half(halves, &back, values.count)
    for (value, other) in zip(values, back) { #expect(abs(value - other) <= abs(value) / 2048) }
    #expect(halves[3] == 0x3C00)
  }

  @Test func anLSTMStepByItsEquations() {
    let hidden = 19  // no multiple of a vector's width
    var random = RandomSource(seed: 11)
    var gates = (0..<4 * hidden).map { _ in 3 * random.normal() }
    let raw = gates.map(Double.init)
    let before = (0..<hidden).map { _ in random.normal() }
    var (cell, squashed, out) = (before, before, before)
    ct_lstm_forward(&gates, before, &cell, &squashed, &out, 1, hidden)
    let sigmoid = { (x: Double) in 1 / (1 + exp(-x)) }
    for j in 0..<hidden {
      let (i, f, g, o) = (raw[j], raw[hidden + j], raw[2 * hidden + j], raw[3 * hidden + j])
      let c = sigmoid(f) * Double(before[j]) + sigmoid(i) * tanh(g)
      #expect(abs(Double(cell[j]) - c) < 1e-6)
      #expect(abs(Double(out[j]) - sigmoid(o) * tanh(c)) < 1e-6)
    }
  }

  @Test func theGradientsNormIsClipped() throws {
    let tiny = TestNetwork()
    let gradient = ParameterSet(tiny.layout)
    gradient.values.fill(1)
    let norm = AdamW(tiny.layout).step(tiny.parameters, gradient, at: OneCycle.Point(rate: 1e-3, momentum: 0.9))
    #expect(abs(norm - Float(tiny.layout.count).squareRoot()) < 1e-2)
    // The first moment shows the gradient that was used: 0.1 of one with norm 1.
    let optimiser = AdamW(tiny.layout)
    optimiser.step(tiny.parameters, gradient, at: OneCycle.Point(rate: 1e-3, momentum: 0.9))
    let used = optimiser.first.values.array.reduce(0) { $0 + $1 * $1 }.squareRoot() / 0.1
    #expect(abs(used - 1) < 1e-3)
  }

  @Test func aGradientThatIsNotFiniteChangesNothing() {
    let tiny = TestNetwork()
    let before = tiny.parameters.values.array
    let gradient = ParameterSet(tiny.layout)
    gradient.values.base[3] = .nan
    let norm = AdamW(tiny.layout).step(tiny.parameters, gradient, at: OneCycle.Point(rate: 1e-3, momentum: 0.9))
    #expect(!norm.isFinite)
    #expect(tiny.parameters.values.array == before)
  }
}
