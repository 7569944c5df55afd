/// `anytime`: how soon after a clip begins the stream's estimate is as good as at its end.
package struct AnytimeReport: Sendable {
  /// Seconds of speech.
  package static let seconds = [0.25, 0.5, 1, 1.5, 2, 3]
  /// For each of `seconds` and at the end, `[seconds + 1, clips]`.
  private let estimates: [[Estimate]]

  /// - Parameter estimates: what `StreamTrial.stream(_:after:)` gives for `seconds`.
  package init(_ estimates: [[Estimate]]) {
    precondition(estimates.count == Self.seconds.count + 1, "an estimate for each time and the end")
    self.estimates = estimates
  }

  package var tables: [ResultTable] {
    let last = estimates[estimates.count - 1]
    let groups = ClipGroup.corpora(last)
    let times = Self.seconds.map { "\($0) s" }
    let recalls = groups.map { group in
      [.text(group.name)] + group.of(last).size
        + estimates.map { ResultTable.Cell.share(group.of($0).unweightedRecall(.masked)) }
    }
    let shares = groups.map { group in
      [ResultTable.Cell.text(group.name)] + Self.seconds.indices.map { .share(share(group, at: $0)) }
    }
    return [
      ResultTable(
        "UAR in the endless stream after so much speech of the clip: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers"] + times + ["end"], recalls,
        notes: [
          "Speech: blocks of 10 ms within 30 dB of the clip's loud ones (the 95th percentile). A clip with less speech stands there",
          "with its last estimate. What the network still holds of the clips before counts against it: the emotion changes at once.",
        ]),
      ResultTable("As a share of the UAR at the end", ["corpus"] + times, shares),
    ]
  }

  func share(_ group: ClipGroup, at time: Int) -> Measured {
    let (early, last) = (group.of(estimates[time]).bySpeaker, group.of(estimates[estimates.count - 1]).bySpeaker)
    let speakers = zip(early, last).map { (Recalls($0, .masked), Recalls($1, .masked)) }
    return Bootstrap().measure(speakers) { speakers in
      guard let early = speakers.map(\.0).sum().unweightedRecall, let last = speakers.map(\.1).sum().unweightedRecall, last > 0
      else { return nil }
      return early / last
    }
  }
}
