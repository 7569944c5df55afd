import HeapProbe
import TestSupport
import Testing

@testable import Network

/// Golden: PyTorch's torch.nn.LSTM and heads over 1,000 steps with carried state; see Tests/Fixtures/generators/network.py.
@Suite struct StepTests {
  private let configuration = NetworkConfiguration(features: 40, hidden: 48, layers: 2)
  private let weights: Weights
  private let run: [String: Tensor]

  init() throws {
    weights = try Weights(configuration, tensors: TensorFile(path: Fixture.path("network.safetensors")).tensors)
    let tensors = try TensorFile(path: Fixture.path("network-run.safetensors")).tensors
    run = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0) })
    try #require(run["features"]?.shape == [1000, 40])
  }

  private func step(_ features: some Collection<Float>, _ state: inout State) -> StepOutput {
    let features = Array(features)
    return weights.step(features.span, state: &state)
  }

  /// Largest differences from PyTorch over steps `from..<1000`, the step's weight relatively (it spans e^±8).
  private func worst(from: Int = 0, before change: (Int, inout State) -> Void = { _, _ in }) throws -> [String: Float] {
    let features = try #require(run["features"]).values
    let (emotion, gender) = (try #require(run["emotion"]).values, try #require(run["gender"]).values)
    let (speech, keep) = (try #require(run["speech"]).values, try #require(run["keep"]).values)
    let weight = try #require(run["weight"]).values
    var state = State(configuration)
    var worst = ["emotion": Float(0), "gender": 0, "speech": 0, "keep": 0, "weight": 0]
    func note(_ name: String, _ difference: Float) { worst[name] = max(worst[name] ?? 0, abs(difference)) }
    for step in 0..<1000 {
      change(step, &state)
      let output = self.step(features[step * 40..<(step + 1) * 40], &state)
      guard step >= from else { continue }
      for index in 0..<8 { note("emotion", output.emotion[index] - emotion[step * 8 + index]) }
      for index in 0..<2 { note("gender", output.gender[index] - gender[step * 2 + index]) }
      note("speech", output.speech - speech[step])
      note("keep", output.keep - keep[step])
      note("weight", output.weight / weight[step] - 1)
    }
    return worst
  }

  @Test func everyOutputIsPyTorchsOverAThousandSteps() throws {
    for (name, difference) in try worst() {
      // The weight is an exponential of a sum near ±8: its relative error is that sum's absolute one.
      #expect(difference < (name == "weight" ? 1e-4 : 1e-5), "\(name)")
    }
  }

  /// The golden run must be able to fail: a wiped state changes what follows.
  @Test func aStateWipedInTheMiddleIsNoticed() throws {
    let difference = try worst(from: 500) { step, state in if step == 500 { state.reset() } }
    for name in ["emotion", "gender", "speech"] { #expect(try #require(difference[name]) > 1e-2, "\(name)") }
  }

  /// Also a state that only fades, and one whose cells alone are lost.
  @Test func aFadedStateIsNoticed() throws {
    let faded = try worst(from: 500) { step, state in if step == 500 { state.decay(keeping: 0.5) } }
    #expect(try #require(faded["emotion"]) > 1e-3)
    let whole = try worst { step, state in if step == 500 { state.decay(keeping: 1) } }
    #expect(try #require(whole["emotion"]) < 1e-5)
  }

  /// The LSTM forgets alone, or the pooled estimate does: the one changes what a step hears, the other what it is weighed against.
  @Test func partsFadeByThemselves() throws {
    let features = try #require(run["features"]).values
    func after(_ change: (inout State) -> Void) -> [StepOutput] {
      var state = State(configuration)
      for step in 0..<50 { _ = self.step(features[step * 40..<(step + 1) * 40], &state) }
      change(&state)
      return (50..<52).map { self.step(features[$0 * 40..<($0 + 1) * 40], &state) }
    }
    let (whole, fresh) = (after { _ in }, after { $0.reset() })
    let (deaf, blank) = (after { $0.decay(recurrent: 0, pooled: 1) }, after { $0.decay(recurrent: 1, pooled: 0) })
    for step in 0..<2 {
      #expect(blank[step].speech == whole[step].speech && blank[step].weight == whole[step].weight)
      #expect(blank[step].emotion != whole[step].emotion)
      #expect(deaf[step].speech == fresh[step].speech && deaf[step].weight == fresh[step].weight)
      #expect(deaf[step].emotion != fresh[step].emotion && deaf[step].emotion != whole[step].emotion)
    }
  }

  @Test func aCopyGoesOnAlike() throws {
    let features = try #require(run["features"]).values
    var state = State(configuration)
    var copy = State(configuration)
    for step in 0..<30 { _ = self.step(features[step * 40..<(step + 1) * 40], &state) }
    copy.copy(state)
    for step in 30..<40 {
      let (one, other) = (self.step(features[step * 40..<(step + 1) * 40], &state), self.step(features[step * 40..<(step + 1) * 40], &copy))
      #expect(one.emotion == other.emotion && one.gender == other.gender && one.speech == other.speech)
    }
  }

  @Test func resetGivesTheFirstRunAgain() throws {
    let features = try #require(run["features"]).values
    var state = State(configuration)
    var runs: [[StepOutput]] = []
    for _ in 0..<2 {
      runs.append((0..<100).map { self.step(features[$0 * 40..<($0 + 1) * 40], &state) })
      state.reset()
    }
    for (first, second) in zip(runs[0], runs[1]) {
      #expect(first.emotion == second.emotion && first.gender == second.gender)
      #expect(first.speech == second.speech && first.keep == second.keep && first.weight == second.weight)
    }
  }

  /// A value that is not finite poisons the state until a reset, and not longer.
  @Test func resetClearsWhatIsNotFinite() throws {
    let features = try #require(run["features"]).values
    var state = State(configuration)
    let clean = self.step(features[..<40], &state)
    _ = self.step([Float](repeating: .nan, count: 40), &state)
    let poisoned = self.step(features[..<40], &state)
    #expect(!poisoned.emotion[0].isFinite)
    state.reset()
    #expect(self.step(features[..<40], &state).emotion == clean.emotion)
  }

  @Test func twoStreamsShareWeightsAndNothingElse() throws {
    let features = try #require(run["features"]).values
    var first = State(configuration)
    var second = State(configuration)
    for step in 0..<20 { _ = self.step(features[step * 40..<(step + 1) * 40], &first) }
    let fresh = self.step(features[..<40], &second)
    var third = State(configuration)
    #expect(self.step(features[..<40], &third).emotion == fresh.emotion)
  }

  @Test func featuresOfAnotherShapeAreACallersBug() async {
    await #expect(processExitsWith: .failure) {
      let configuration = NetworkConfiguration(features: 16, hidden: 16, layers: 1)
      let tensors = configuration.tensorShapes.map { name, shape in
        Tensor(name: name, shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
      }
      let weights = try Weights(configuration, tensors: tensors)
      var state = State(configuration)
      let features = [Float](repeating: 0, count: 15)
      _ = weights.step(features.span, state: &state)
    }
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func allocatesNothingInAStep() throws {
    let features = try #require(run["features"]).values
    let packed = weights.packed
    var state = State(configuration)
    let calls = features.withUnsafeBufferPointer { features in
      heap_probe_begin()
      for step in 0..<100 {
        _ = packed.step(UnsafeBufferPointer(start: features.baseAddress! + step * 40, count: 40), state: &state)
      }
      state.decay(keeping: 0.5)
      state.reset()
      return heap_probe_end()
    }
    #expect(calls == 0)
  }
}
