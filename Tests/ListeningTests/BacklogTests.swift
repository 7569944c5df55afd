import TestSupport
import Testing

@testable import Listening
@testable import Timeline

@Suite struct BacklogTests {
  private static let estimate = Event.Content.estimate(
    Estimate(
      speech: 1, probabilities: SIMD8(repeating: 0.125), top: 0, reason: .uncertain, gender: [0.5, 0.5], heardSeconds: 1))
  private static let health = Event.Content.health(Health(uptimeSeconds: 1, steps: 1, lostSamples: 0, stepMicroseconds: (1, 2, 3)))

  private static func event(_ sequence: Int, _ content: Event.Content) -> Event {
    Event(sequence: UInt64(sequence), monotonicNanoseconds: 0, tick: 0, content: content)
  }

  private static func gap(_ lost: UInt64, _ state: Gap.StateAction = .carried, rateHz: Int = 16_000) -> Event.Content {
    .gap(Gap(lostSamples: lost, rateHz: rateHz, cause: .ringFull, state: state))
  }

  private static func drain(_ backlog: inout Backlog) -> [Event] {
    var taken: [Event] = []
    while !backlog.isEmpty { taken.append(backlog.removeFirst()) }
    return taken
  }

  @Test func keepsEverythingInOrderUntilItIsFull() {
    var backlog = Backlog()
    for index in 0..<Backlog.bound { backlog.append(Self.event(index, Self.estimate)) }
    #expect(backlog.isFull && backlog.droppedTotal == 0)
    let taken = Self.drain(&backlog)
    #expect(taken.map(\.sequence) == (0..<UInt64(Backlog.bound)).map { $0 })
    #expect(taken.allSatisfy { $0.droppedBefore == 0 })
  }

  /// The oldest estimate goes first, and the event behind the hole tells how many went.
  @Test func dropsTheOldestEstimatesAndCounts() {
    var backlog = Backlog()
    backlog.append(Self.event(0, .start))
    for index in 1...Backlog.bound + 9 { backlog.append(Self.event(index, Self.estimate)) }
    #expect(backlog.droppedTotal == 10)
    let taken = Self.drain(&backlog)
    #expect(taken.count == Backlog.bound)
    #expect(taken[0].sequence == 0 && taken[0].droppedBefore == 0)
    #expect(taken[1].sequence == 11 && taken[1].droppedBefore == 10)
    #expect(taken[2].sequence == 12 && taken[2].droppedBefore == 0)
    #expect(taken.last?.sequence == UInt64(Backlog.bound + 9))
    // Lines tell it once; the total stays.
    #expect(backlog.droppedTotal == 10)
  }

  @Test func levelsGoBeforeEstimates() {
    var backlog = Backlog()
    for index in 0..<Backlog.bound {
      backlog.append(Self.event(index, index % 2 == 0 ? Self.estimate : .level(Level(decibels: -30, peakDecibels: -20))))
    }
    for index in 0..<128 { backlog.append(Self.event(1000 + index, Self.health)) }
    let taken = Self.drain(&backlog)
    #expect(!taken.contains(where: \.isLevel) && taken.count == Backlog.bound && backlog.droppedTotal == 128)
    // Each hole is told where it is.
    #expect(taken[1].sequence == 2 && taken[1].droppedBefore == 1)
  }

  @Test func estimatesGoBeforeHeartbeats() {
    var backlog = Backlog()
    for index in 0..<Backlog.bound { backlog.append(Self.event(index, index % 2 == 0 ? Self.health : Self.estimate)) }
    let device = Event.Content.device(Device(restored: true, code: 0))
    for index in 0..<128 { backlog.append(Self.event(1000 + index, device)) }
    #expect(backlog.droppedTotal == 128)
    for index in 0..<10 { backlog.append(Self.event(2000 + index, device)) }
    #expect(backlog.droppedTotal == 138)
    let kinds = Self.drain(&backlog)
    #expect(kinds.filter(\.isDroppable).isEmpty)
    #expect(kinds.first?.sequence == 20)
    #expect(kinds.count == Backlog.bound)
  }

  @Test func adjacentGapsMergeWhenItIsFull() throws {
    var backlog = Backlog()
    for index in 0..<Backlog.bound { backlog.append(Self.event(index, Self.gap(10))) }
    backlog.append(Self.event(900, Self.gap(7, .reset)))
    backlog.append(Self.event(901, Self.gap(3, .decayed)))
    #expect(backlog.droppedTotal == 0)
    let gaps = Self.drain(&backlog).compactMap { taken -> Gap? in
      if case .gap(let gap) = taken.content { gap } else { nil }
    }
    // Every lost sample is in exactly one gap, and the worst that happened to the state is told.
    #expect(gaps.reduce(0) { $0 + $1.lostSamples } == UInt64(Backlog.bound) * 10 + 10)
    #expect(gaps.reduce(0) { $0 + $1.merged } == Backlog.bound + 2)
    #expect(gaps.contains { $0.state == .reset })
    #expect(gaps.count <= Backlog.bound)
  }

  @Test func gapsOfOtherRatesStayApart() {
    var backlog = Backlog()
    for index in 0..<2 * Backlog.bound { backlog.append(Self.event(index, Self.gap(1, rateHz: index % 2 == 0 ? 16_000 : 48_000))) }
    var lost: [Int: UInt64] = [:]
    for taken in Self.drain(&backlog) {
      if case .gap(let gap) = taken.content { lost[gap.rateHz, default: 0] += gap.lostSamples }
    }
    #expect(lost == [16_000: 256, 48_000: 256])
  }

  @Test func holesAreExactlyWhatIsTold() {
    var backlog = Backlog()
    var random = SplitMix64(seed: 7)
    var told: [Event] = []
    for index in 0..<5000 {
      let kinds = [
        Self.estimate, Self.health, Self.gap(1), .change(Change(from: 0, to: 1, confidence: 1)), .device(Device(restored: true, code: 0)),
      ]
      backlog.append(Self.event(index, kinds[Int(random.next() % 5)]))
      if random.next() % 7 == 0, !backlog.isEmpty { told.append(backlog.removeFirst()) }
    }
    told += Self.drain(&backlog)
    for (before, after) in zip(told, told.dropFirst()) {
      #expect(after.sequence - before.sequence - 1 == after.droppedBefore)
    }
    #expect(told.count < 5000)
  }

  @Test func anAlertKeepsItsLatestState() {
    var backlog = Backlog()
    for index in 0..<1000 {
      backlog.append(Self.event(index, .alert(Alert(rule: index % 2, raised: index % 4 < 2, sinceTick: Int64(index)))))
    }
    let alerts = Self.drain(&backlog).compactMap { taken -> Alert? in
      if case .alert(let alert) = taken.content { alert } else { nil }
    }
    #expect(alerts.count == Backlog.bound)
    for rule in 0...1 { #expect(alerts.last { $0.rule == rule }?.sinceTick == Int64(998 + rule)) }
  }

  /// A reader that never reads, and a stream in which nothing can be dropped: bounded all the same, and no lost sample forgotten.
  @Test func gapsAndAlertsInTurnDoNotGrow() {
    var backlog = Backlog()
    for index in 0..<20_000 {
      let alert = Event.Content.alert(Alert(rule: index % 6 / 2, raised: index % 4 < 2, sinceTick: Int64(index)))
      backlog.append(Self.event(index, index % 2 == 0 ? alert : Self.gap(1)))
    }
    let taken = Self.drain(&backlog)
    #expect(taken.count <= Backlog.bound + 1)
    let lost = taken.reduce(0 as UInt64) { sum, taken in
      if case .gap(let gap) = taken.content { sum + gap.lostSamples } else { sum }
    }
    #expect(lost == 10_000)
    // What is left stands in order.
    #expect(taken.map(\.sequence) == taken.map(\.sequence).sorted())
  }

  @Test func aSignalKeepsItsLatestState() {
    var backlog = Backlog()
    for index in 0..<1000 {
      backlog.append(Self.event(index, .signal(Signal(index % 2 == 0 ? .dead : .ok, isBad: index % 2 == 0))))
    }
    let taken = Self.drain(&backlog)
    #expect(taken.count <= Backlog.bound + 1)
    guard case .signal(let last)? = taken.last?.content else {
      Issue.record("no signal")
      return
    }
    #expect(last.state == .ok)
  }

  @Test func startAndStopAreNeverDropped() {
    var backlog = Backlog()
    backlog.append(Self.event(0, .start))
    for index in 1..<2000 { backlog.append(Self.event(index, Self.estimate)) }
    backlog.append(Self.event(2000, .stop(Stop(cause: .terminate, steps: 1, lostSamples: 0))))
    let taken = Self.drain(&backlog)
    if case .start? = taken.first?.content {} else { Issue.record("no start") }
    if case .stop? = taken.last?.content {} else { Issue.record("no stop") }
  }

  /// Events of different inputs have nothing to do with each other: each keeps the last of everything, and `seq` has no untold hole.
  @Test func inputsAreFoldedByThemselves() {
    let inputs = 40
    var backlog = Backlog(inputs: inputs)
    var sequence = 0
    func append(_ content: Event.Content, _ source: Int) {
      var event = Self.event(sequence, content)
      event.source = Int32(source)
      sequence += 1
      backlog.append(event)
    }
    for source in 0..<inputs { append(.start, source) }
    for turn in 0..<100 {
      for source in 0..<inputs {
        append(Self.gap(1), source)
        append(.device(Device(restored: turn % 2 == 1, code: -19)), source)
        append(Self.estimate, source)
      }
    }
    let taken = Self.drain(&backlog)
    #expect(taken.count == inputs * Backlog.boundEach)
    for source in 0..<inputs {
      let own = taken.filter { $0.source == Int32(source) }
      let lost = own.reduce(0 as UInt64) { if case .gap(let gap) = $1.content { $0 + gap.lostSamples } else { $0 } }
      #expect(lost == 100)
      guard case .device(let device)? = own.last(where: { if case .device = $0.content { true } else { false } })?.content else {
        Issue.record("no device")
        continue
      }
      #expect(device.restored)
      if case .start? = own.first?.content {} else { Issue.record("no start") }
    }
    var expected: UInt64 = 0
    for event in taken {
      #expect(event.sequence == expected + event.droppedBefore)
      expected = event.sequence + 1
    }
  }
}
