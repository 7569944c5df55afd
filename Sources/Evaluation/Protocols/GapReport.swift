internal import Corpus
import Foundation

/// `gap`: what to do with the ear's memory when audio was lost, by how much of it: every rule behind the same gaps, before the same sound.
///
/// What a rule brings is the difference between columns; what the loss itself costs is the difference between rows, and is no rule's doing.
package struct GapReport: TestReport {
  /// How much is lost, seconds; first nothing.
  package static let gapSeconds = [0, 0.01, 0.03, 0.1, 0.3, 1, 2, 3, 5, 10]
  /// How much speech after the gap is waited for, seconds; then the clip's end.
  package static let seconds = [0.25, 0.5, 1]
  /// Nearer than this to the ear that lost nothing is as good: two points.
  private static let nearness = 0.02

  /// The rests of clips that were heard, by situation and speaker.
  private let found: [GapSituation: [String: [GapAnswers]]]
  private let speakers: [String]
  private let rules: [String]
  private let gaps: [Double]

  /// - Parameters:
  ///   - found: what `StreamTrial.gaps` gives.
  ///   - rules: their names; the first carries everything, the last is what `listen` does.
  ///   - gaps: their lengths; the first is 0.
  package init(_ found: [GapAnswers], rules: [String] = GapRule.all.map(\.name), gaps: [Double] = Self.gapSeconds) {
    precondition(gaps.first == 0 && !rules.isEmpty, "an ear that lost nothing to compare with")
    self.found = Dictionary(grouping: found, by: \.situation).mapValues { answers in
      Dictionary(grouping: answers, by: \.clip.speaker)
    }
    speakers = Set(found.map(\.clip.speaker)).sorted()
    self.rules = rules
    self.gaps = gaps
  }

  private var situations: [GapSituation] { GapSituation.allCases.filter { found[$0] != nil } }
  private var times: [String] { Self.seconds.map { "after \($0) s of speech" } + ["at the clip's end"] }

  package var tables: [ResultTable] {
    let middle = times.firstIndex(of: "after 0.5 s of speech") ?? 0
    return times.indices.map { recalls(at: $0) } + [differences(at: middle), differences(at: times.count - 1)]
      + [mixtures(at: middle), mixtures(at: times.count - 1), evens(at: middle), settling, recovery]
  }

  private func all(_ situation: GapSituation) -> [GapAnswers] { (found[situation] ?? [:]).values.flatMap { $0 } }

  // MARK: Figures

  /// Right answers of each speaker, speakers in one order, at a step of each rest.
  private func tallies(_ situation: GapSituation, _ gap: Int, _ rule: Int, at step: (GapAnswers) -> Int) -> [Recalls] {
    speakers.map { speaker in
      var recalls = Recalls()
      for answers in found[situation]?[speaker] ?? [] {
        guard let truth = answers.clip.emotion else { continue }
        recalls.add(truth, isRight: answers.answers[gap][rule][step(answers)] == truth)
      }
      return recalls
    }
  }

  /// How much higher the UAR of a rule is than that of carrying everything, behind the same gaps.
  func gain(_ situation: GapSituation, _ gap: Int, _ rule: Int, at time: Int) -> Measured {
    let carried = tallies(situation, gap, 0) { $0.reached[time] }
    let other = tallies(situation, gap, rule) { $0.reached[time] }
    return Bootstrap().measure(Array(zip(carried, other))) { speakers in
      guard let before = speakers.map(\.0).sum().unweightedRecall, let after = speakers.map(\.1).sum().unweightedRecall
      else { return nil }
      return after - before
    }
  }

  /// Of how many gaps a change must be hidden by, so that `rule` is no worse than carrying everything: q·gain = (1 − q)·loss.
  /// - Returns: nil where the rule gains or loses in both cases.
  func even(_ gap: Int, _ rule: Int, at time: Int) -> Double? {
    guard let loss = gain(.goesOn, gap, rule, at: time).value, let gain = gain(.changes, gap, rule, at: time).value, loss < 0, gain > 0
    else { return nil }
    return loss / (loss - gain)
  }

  /// How much better a rule is than the last one, over all gaps, if a change comes every `every` seconds on the average.
  func mixed(_ every: Double, _ rule: Int, at time: Int) -> Measured {
    let lengths = gaps.indices.dropFirst()
    // [gaps][rule, last rule][situations][speakers]
    let counts = lengths.map { gap in
      [rule, rules.count - 1].map { rule in GapSituation.allCases.map { tallies($0, gap, rule) { $0.reached[time] } } }
    }
    return Bootstrap().measure(Array(speakers.indices)) { drawn in
      var sum = 0.0
      for (gap, counts) in zip(lengths, counts) {
        let hidden = 1 - exp(-gaps[gap] / every)
        let shares = counts.map { $0.map { speakers in drawn.map { speakers[$0] }.sum().unweightedRecall ?? 0 } }
        let worth = shares.map { (1 - hidden) * $0[0] + hidden * $0[1] }
        sum += worth[0] - worth[1]
      }
      return sum / Double(lengths.count)
    }
  }

  private static let everySeconds = [3.0, 10, 30, 100]

  /// Mean seconds after the gap until the answer is, for good, the last one of the ear that lost nothing.
  /// A clip that ends with another answer counts with all that was left of it.
  func settled(_ situation: GapSituation, _ gap: Int, _ rule: Int) -> Double? {
    let seconds = all(situation).compactMap { answers -> Double? in
      guard let last = answers.answers[0][0].last else { return nil }
      let wrong = answers.answers[gap][rule].lastIndex { $0 != last }
      return answers.seconds(ofStep: (wrong ?? -1) + 1)
    }
    return seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count)
  }

  /// Seconds after the gap from which on the UAR stays within two points of that of the ear that lost nothing; nil: not within two seconds.
  func recovered(_ gap: Int, _ rule: Int) -> Double? {
    guard let first = all(.goesOn).first else { return nil }
    var from: Double?
    // From two seconds, when half of the clips are over, backwards.
    for step in (0..<Self.recoverySteps).reversed() {
      let here: (GapAnswers) -> Int = { min(step, $0.answers[0][0].count - 1) }
      guard let whole = tallies(.goesOn, 0, 0, at: here).sum().unweightedRecall,
        let lossy = tallies(.goesOn, gap, rule, at: here).sum().unweightedRecall, lossy >= whole - Self.nearness
      else { break }
      from = first.seconds(ofStep: step)
    }
    return from
  }

  private static let recoverySteps = 50

  // MARK: Tables

  /// A row for each situation and gap.
  private func table(
    _ title: String, _ headings: [String], in situations: [GapSituation], from first: Int = 0, notes: [String] = [],
    _ cells: (GapSituation, Int) -> [ResultTable.Cell]
  ) -> ResultTable {
    let rows = situations.flatMap { situation in
      (first..<gaps.count).map { gap in
        [.text(situation.rawValue), .number(gaps[gap], decimals: 2)] + cells(situation, gap)
      }
    }
    return ResultTable(title, ["after the gap", "s lost"] + headings, rows, notes: notes)
  }

  private func recalls(at time: Int) -> ResultTable {
    table(
      "UAR \(times[time]) behind a gap: percent", rules, in: situations,
      notes: time > 0
        ? []
        : [
          "\(situations.map { "\($0.rawValue): \(all($0).count)" }.joined(separator: ", ")) rests of clips,",
          "the same ones in every row and column. Down: how much was lost; across: what is done about it.",
          "At 0 s nothing is lost, and frames begin anew as behind a gap.",
        ]
    ) { situation, gap in
      rules.indices.map { rule in .share(Measured(tallies(situation, gap, rule) { $0.reached[time] }.sum().unweightedRecall)) }
    }
  }

  private func differences(at time: Int) -> ResultTable {
    table(
      "UAR \(times[time]), points above \(rules[0]), [95 % interval over speakers]", Array(rules[1...]), in: situations, from: 1
    ) { situation, gap in rules.indices.dropFirst().map { .share(gain(situation, gap, $0, at: time)) } }
  }

  private func evens(at time: Int) -> ResultTable {
    let rows = gaps.indices.dropFirst().map { gap in
      [.number(gaps[gap], decimals: 2)] + rules.indices.dropFirst().map { ResultTable.Cell.share(Measured(even(gap, $0, at: time))) }
    }
    return ResultTable(
      "From what share of gaps that hide a change on a rule is better than \(rules[0]), \(times[time]): percent",
      ["s lost"] + rules[1...], rows, notes: ["–: it is better, or worse, whatever follows."])
  }

  private func mixtures(at time: Int) -> ResultTable {
    let rows = Self.everySeconds.map { every in
      [.number(every, decimals: 0)] + rules.indices.map { ResultTable.Cell.share(mixed(every, $0, at: time)) }
    }
    return ResultTable(
      "UAR \(times[time]), mean of all lengths, if a change comes every so many seconds: points above \(rules[rules.count - 1])",
      ["change every s"] + rules, rows,
      notes: ["A gap of g seconds then hides a change with the probability 1 − e^(−g/T). In the endless stream of clips T is about 3 s."])
  }

  private var settling: ResultTable {
    table(
      "Mean seconds after the gap until the answer is for good the last one of the ear that lost nothing", rules, in: situations
    ) { situation, gap in rules.indices.map { .number(settled(situation, gap, $0), decimals: 2) } }
  }

  private var recovery: ResultTable {
    table(
      "Seconds after the gap until the UAR stays within two points of the ear that lost nothing", rules,
      in: situations.filter { $0 == .goesOn }, notes: ["–: not within two seconds."]
    ) { _, gap in rules.indices.map { .number(recovered(gap, $0), decimals: 2) } }
  }
}
