import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

/// The gap report's figures from answers that were made up.
@Suite struct GapReportTests {
  /// Answers of two rules behind no gap and one, to four steps; the truth is sad.
  private func answers(_ situation: GapSituation, _ texts: [[String]], speaker: String = "s") -> GapAnswers {
    GapAnswers(
      clip: Made.clip(.sad, speaker: speaker), situation: situation, reached: [0, 1, 2, 3], firstStepSeconds: 0.055, stepSeconds: 0.04,
      answers: texts.map { $0.map { $0.map { $0 == "s" ? .sad : .angry } } })
  }

  private func report(_ found: [GapAnswers]) -> GapReport { GapReport(found, rules: ["carry", "forget"], gaps: [0, 1]) }

  @Test func aRuleIsComparedBehindTheSameGaps() {
    let report = report([
      answers(.goesOn, [["ssss", "aass"], ["ssss", "aasa"]]), answers(.goesOn, [["ssss", "aass"], ["sass", "ssss"]], speaker: "t"),
      answers(.changes, [["aass", "assa"], ["aaas", "asss"]]),
    ])
    #expect(report.gain(.goesOn, 1, 1, at: 0).value == -0.5)
    #expect(report.gain(.goesOn, 1, 1, at: 1).value == 0)
    #expect(report.gain(.goesOn, 1, 1, at: 3) == Measured(-0.5, Bootstrap.Interval(low: -1, high: 0)))
    #expect(report.gain(.changes, 1, 1, at: 1).value == 1)
  }

  /// A rule that costs half of what it gains is even when a third of the gaps hide a change.
  @Test func whereTwoRulesAreEven() throws {
    let report = report([
      answers(.goesOn, [["ssss", "ssss"], ["ssss", "aass"]]), answers(.goesOn, [["ssss", "ssss"], ["ssss", "ssss"]]),
      answers(.changes, [["aaas", "aaas"], ["aaas", "asss"]]),
    ])
    #expect(isNear(report.even(1, 1, at: 1), 1.0 / 3))
    #expect(report.even(1, 1, at: 3) == nil)
    // A change every T seconds is hidden by as many gaps of one second when 1 − e^(−1/T) = 1/3.
    #expect(isNear(report.mixed(1 / log(1.5), 0, at: 1).value, 0))
    #expect(isNear(report.mixed(1 / log(2), 0, at: 1).value, -0.25))
  }

  @Test func itSettlesWhenItSaysSoForGood() {
    let report = report([
      answers(.goesOn, [["aass", "ssss"], ["sass", "asaa"]]), answers(.goesOn, [["aaaa", "ssss"], ["aaaa", "sssa"]]),
    ])
    // Without a gap from the third step on and from the first, 0.135 and 0.055 s; behind one 0.135 and 0.055; never (0.215), and 0.175.
    #expect(isNear(report.settled(.goesOn, 0, 0), 0.095))
    #expect(isNear(report.settled(.goesOn, 1, 0), 0.095))
    #expect(isNear(report.settled(.goesOn, 1, 1), 0.195))
  }

  @Test func recoveryIsFromWhereOnItIsAsGood() {
    let report = report([
      answers(.goesOn, [["asss", "asss"], ["asss", "sass"]]), answers(.goesOn, [["ssss", "ssss"], ["ssss", "ssss"]]),
    ])
    #expect(isNear(report.recovered(1, 0), 0.055))
    #expect(isNear(report.recovered(1, 1), 0.135))
    let never = self.report([answers(.goesOn, [["ssss", "ssss"], ["ssss", "sssa"]])])
    #expect(never.recovered(1, 1) == nil)
  }

  @Test func tablesHaveARowForEachSituationAndGap() throws {
    let tables = report([
      answers(.goesOn, [["ssss", "ssss"], ["ssss", "aass"]]), answers(.changes, [["aaas", "aaas"], ["aaas", "asss"]]),
    ]).tables
    let first = try #require(tables.first)
    #expect(first.headings == ["after the gap", "s lost", "carry", "forget"])
    #expect(first.rows.map { $0[2...] } == [[1, 1], [1, 0], [0, 0], [0, 0]].map { $0[...].map { .share(Measured($0)) }[...] })
    #expect(
      first.rows.map { $0[0] } == ["the same goes on", "the same goes on"].map { .text($0) }
        + Array(repeating: .text("it changes"), count: 2))
  }
}
