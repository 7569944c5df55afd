import Model
import TestSupport
import Testing

@testable import Listening
@testable import Network
@testable import Timeline

/// Bits that flip in memory: seen, told, healed.
@Suite struct DamageTests {
  private static func flip(_ place: UnsafeMutablePointer<Float>, _ bit: UInt64) {
    place.pointee = Float(bitPattern: place.pointee.bitPattern ^ (1 << UInt32(bit % 32)))
  }

  /// A thousand single flips, half of them in the weights, half in the state: every one is seen, and gone when it is undone.
  @Test(arguments: Precision.allCases) func everyFlippedBitIsSeen(precision: Precision) throws {
    var random = SplitMix64(seed: 1000)
    let made = try FixedModel.make(speech: 1).weights
    let weights = try Weights(
      made.configuration,
      tensors: made.configuration.tensorShapes.map { name, shape in
        Tensor(name: name, shape: shape, values: random.noise(shape.reduce(1, *)))
      }, precision: precision)
    let blocks = weights.blocks
    var state = State(weights.configuration)
    _ = weights.step([Float](repeating: 0.1, count: 40).span, state: &state)
    var seen = 0
    for turn in 0..<1000 {
      let (bit, choice) = (random.next(), random.next())
      if turn % 2 == 0 {
        let block = blocks[Int(choice % UInt64(blocks.count))]
        let (place, mask) = (Int(random.next() % UInt64(block.count)), UInt8(1) << UInt8(bit % 8))
        #expect(weights.areIntact())
        block[place] ^= mask
        if !weights.areIntact() { seen += 1 }
        block[place] ^= mask
      } else {
        let places = [(state.inputs, 2 * state.layers * state.hidden), (state.cells, state.layers * state.hidden)]
        let (start, count) = places[Int(choice % 2)]
        let place = start + Int(random.next() % UInt64(count))
        let wasIntact = state.isIntact()
        #expect(wasIntact)
        Self.flip(place, bit)
        if !state.isIntact() { seen += 1 }
        Self.flip(place, bit)
      }
    }
    #expect(seen == 1000)
    let isIntact = weights.areIntact() && state.isIntact()
    #expect(isIntact)
  }

  @Test(arguments: [0, 1, 2])
  func aFlipInThePooledSumsIsSeen(sum: Int) throws {
    var state = State(try FixedModel.make(speech: 1).weights.configuration)
    var isIntact = state.isIntact()
    #expect(isIntact)
    switch sum {
    case 0: state.emotionSum[3] = Float(bitPattern: state.emotionSum[3].bitPattern ^ 1)
    case 1: state.genderSum[1] = Float(bitPattern: state.genderSum[1].bitPattern ^ 1)
    default: state.weightSum = Float(bitPattern: state.weightSum.bitPattern ^ 1)
    }
    isIntact = state.isIntact()
    #expect(!isIntact)
    state.reset()
    isIntact = state.isIntact()
    #expect(isIntact)
  }

  private static func feed(_ analysis: inout StreamAnalysis, seconds: Int) -> [Event] {
    var random = SplitMix64(seed: 7)
    var events: [Event] = []
    for _ in 0..<seconds * 10 {
      let sound = random.noise(1600).map { 0.1 * $0 }
      sound.withUnsafeBufferPointer { analysis.feed($0) }
      while analysis.step() {}
      while let event = analysis.nextEvent() { events.append(event) }
    }
    return events
  }

  /// The state begins anew, is told once in ten seconds, and afterwards says what a stream says that begins there.
  @Test func aDamagedStateIsToldAndBeginsAnew() throws {
    let model = try FixedModel.make(speech: 4)
    var configuration = TimelineConfiguration()
    configuration.everySeconds = 0.1
    var analysis = try StreamAnalysis(model, rateHz: 16_000, configuration)
    analysis.start(at: 0)
    _ = Self.feed(&analysis, seconds: 3)
    Self.flip(analysis.state.cells, 30)
    let events = Self.feed(&analysis, seconds: 2)
    let faults = events.compactMap { event -> (Fault, Int64)? in
      if case .fault(let fault) = event.content { (fault, event.tick) } else { nil }
    }
    #expect(faults.count == 1)
    let (fault, tick) = try #require(faults.first)
    #expect(fault.part == .state && fault.times == 1)
    // The next whole step after three seconds; it was right until the step before.
    #expect(tick == 48_240 && fault.sinceTick == 48_240 - 640)
    // Nothing stays settled, and what follows warms up again.
    #expect(events.contains { if case .change(let change) = $0.content { change.to < 0 } else { false } })
    let reasons = events.compactMap { event -> Reason? in if case .estimate(let estimate) = event.content { estimate.reason } else { nil } }
    #expect(reasons.first == .gap)
    // More damage within ten seconds is not told at once, but healed.
    Self.flip(analysis.state.inputs, 30)
    let soon = Self.feed(&analysis, seconds: 1)
    #expect(!soon.contains { if case .fault = $0.content { true } else { false } })
    let isIntact = analysis.state.isIntact()
    #expect(isIntact)
    _ = Self.feed(&analysis, seconds: 8)
    Self.flip(analysis.state.inputs, 30)
    let last = Self.feed(&analysis, seconds: 1)
    let later = last.compactMap { event -> Int? in
      if case .fault(let fault) = event.content { fault.times } else { nil }
    }
    #expect(later == [2])
  }

  /// The guard sees the flip at its next look, loads the model again, and the stream goes on as a new one would.
  @Test func damagedWeightsAreLoadedAgain() throws {
    let model = try Model.embedded()
    let mailbox = AnalysisMailbox()
    var guardian = WeightGuard(model, at: 0)
    var analysis = try StreamAnalysis(model, rateHz: 16_000, TimelineConfiguration())
    analysis.start(at: 0)
    _ = Self.feed(&analysis, seconds: 1)
    let look1 = try guardian.look(mailbox, at: 4_999_999_999)
    #expect(!look1)
    #expect(!mailbox.takeSoundness())
    let look2 = try guardian.look(mailbox, at: 5_000_000_000)
    #expect(!look2)
    #expect(mailbox.takeSoundness())
    analysis.soundWeights()
    model.weights.blocks.max { $0.count < $1.count }?[49_383] ^= 0x20
    _ = Self.feed(&analysis, seconds: 1)
    let look3 = try guardian.look(mailbox, at: 10_000_000_000)
    #expect(look3)
    let network = try #require(mailbox.takeNetwork())
    analysis.replaceNetwork(network, at: 0)
    let next = analysis.nextEvent()
    let event = try #require(next)
    guard case .fault(let fault) = event.content else {
      Issue.record("no fault")
      return
    }
    #expect(fault.part == .weights && fault.sinceTick == 16_000 && event.tick == 32_000)
    while analysis.nextEvent() != nil {}
    var fresh = try StreamAnalysis(Model.embedded(), rateHz: 16_000, TimelineConfiguration())
    for _ in 0..<2 { _ = Self.feed(&fresh, seconds: 1) }
    fresh.replaceNetwork(network, at: 0)
    _ = Self.feed(&fresh, seconds: 1)
    _ = Self.feed(&analysis, seconds: 1)
    #expect(analysis.latest?.probabilities == fresh.latest?.probabilities)
    let look4 = try guardian.look(mailbox, at: 15_000_000_000)
    #expect(!look4)
    #expect(mailbox.takeSoundness())
  }

  /// A model file that is gone, or another one, cannot heal: the program says so and ends, rather than guess.
  @Test func damageThatCannotBeHealedEndsIt() throws {
    let model = try FixedModel.make(speech: 1)
    var guardian = WeightGuard(model, at: 0)
    model.weights.blocks[0][0] ^= 8
    do {
      _ = try guardian.look(AnalysisMailbox(), at: 6_000_000_000)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.exitCode == 70)
      #expect(error.description.contains("the weights are damaged in memory, and the model cannot be loaded again"))
    }
  }

  /// A number that no sound gives is damage, too, and not a sound.
  @Test func featuresOutOfRangeAreNeverHeard() throws {
    let model = try FixedModel.make(speech: 4)
    var analysis = try StreamAnalysis(model, rateHz: 16_000, TimelineConfiguration())
    analysis.start(at: 0)
    // Not through a file or a device: MonoConverter lets no such sample pass.
    let sound = [Float](repeating: .nan, count: 1600)
    sound.withUnsafeBufferPointer { analysis.feed($0) }
    while analysis.step() {}
    var parts: [Fault.Part] = []
    while let event = analysis.nextEvent() { if case .fault(let fault) = event.content { parts.append(fault.part) } }
    #expect(parts == [.features])
    let isIntact = analysis.state.isIntact()
    #expect(isIntact)
  }
}
