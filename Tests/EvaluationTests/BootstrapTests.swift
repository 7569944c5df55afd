import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct BootstrapTests {
  private func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  @Test func quantilesByHand() {
    #expect(Bootstrap.quantile([10, 20, 30, 40, 50], 0.025) == 11)
    #expect(Bootstrap.quantile([10, 20, 30, 40, 50], 0.975) == 49)
    #expect(Bootstrap.quantile([7], 0.5) == 7)
    #expect(Bootstrap.quantile([], 0.5) == nil)
  }

  @Test func oneSpeakerGivesNoInterval() {
    #expect(Bootstrap().measure([0.4], mean) == Measured(0.4))
    #expect(Bootstrap().measure([], mean) == Measured(nil))
  }

  @Test func equalSpeakersLeaveNoDoubt() {
    let measured = Bootstrap().measure([0.25, 0.25, 0.25], mean)
    #expect(measured == Measured(0.25, Bootstrap.Interval(low: 0.25, high: 0.25)))
  }

  @Test func twoSpeakersGiveNoMoreThanTheirDistance() {
    // Of four equally likely draws one is twice the first, one twice the second: far above 2.5 % each.
    #expect(Bootstrap().measure([0, 1], mean) == Measured(0.5, Bootstrap.Interval(low: 0, high: 1)))
  }

  @Test func theIntervalIsThatOfTheMean() throws {
    var random = RandomSource(seed: 8)
    let values = (0..<400).map { _ in Double(random.normal()) }
    let measured = Bootstrap().measure(values, mean)
    let interval = try #require(measured.interval)
    // Deviation 1 over √400 speakers: 0.05, of which 1.96 to each side; a thousand draws know it to a tenth.
    #expect(isNear(interval.high - interval.low, 2 * 1.96 * 0.05, within: 0.02))
    #expect(isNear(measured.value, (interval.high + interval.low) / 2, within: 0.01))
    #expect(Bootstrap().measure(values, mean) == measured)
    #expect(Bootstrap(seed: 2).measure(values, mean) != measured)
  }

  @Test func strataAreDrawnWithinThemselves() {
    let same = Bootstrap().measure(strata: [[0, 0], [1, 1]], mean)
    #expect(same == Measured(0.5, Bootstrap.Interval(low: 0.5, high: 0.5)))
    #expect(Bootstrap().measure([0, 0, 1, 1], mean).interval == Bootstrap.Interval(low: 0, high: 1))
    // A speaker alone in a stratum is always there.
    let alone = Bootstrap().measure(strata: [[0, 1], [1]], mean)
    #expect(alone.interval == Bootstrap.Interval(low: 1.0 / 3, high: 1))
  }

  @Test func speakersAreDrawnNotClips() {
    // A speaker with a hundred wrong clips and one with a hundred right ones: by clips the interval would be narrow.
    let estimates = (0..<100).flatMap { _ in
      [Made.estimate(.sad, says: .sad, speaker: "a"), Made.estimate(.sad, says: .angry, speaker: "b")]
    }
    #expect(estimates.weightedAccuracy(.masked) == Measured(0.5, Bootstrap.Interval(low: 0, high: 1)))
  }

  @Test func lossesArePaired() {
    // Speakers differ widely, but each loses the same: the loss is certain.
    func estimates(_ right: [String: Int]) -> [Estimate] {
      right.sorted { $0.key < $1.key }.flatMap { speaker, right in
        (0..<10).map { Made.estimate(.sad, says: $0 < right ? .sad : .angry, speaker: speaker) }
      }
    }
    let lost = estimates(["a": 9, "b": 5, "c": 3]).recallLost(to: estimates(["a": 7, "b": 3, "c": 1]))
    #expect(isNear(lost.value, 0.2))
    #expect(isNear(lost.interval?.low, 0.2) && isNear(lost.interval?.high, 0.2))
  }
}
