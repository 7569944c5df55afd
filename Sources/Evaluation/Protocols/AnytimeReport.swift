package import Pictures

/// `anytime`: how soon after a clip begins the stream's estimate is as good as at its end.
package struct AnytimeReport: TestReport {
  /// Seconds of speech.
  package static let seconds = [0.25, 0.5, 1, 1.5, 2, 3]
  /// For each of `seconds` and at the end, `[seconds + 1, clips]`.
  private let estimates: [[Estimate]]
  /// `[clips]`
  private let spokenSeconds: [Double]

  /// - Parameter heard: what `StreamTrial.stream(_:after:)` gives for `seconds`.
  package init(_ heard: AnytimeEstimates) {
    precondition(heard.estimates.count == Self.seconds.count + 1, "an estimate for each time and the end")
    estimates = heard.estimates
    spokenSeconds = heard.spokenSeconds
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
    let ended = groups.map { group in
      let spoken = zip(last, spokenSeconds).filter { group.contains($0.0.clip) }.map(\.1)
      return [ResultTable.Cell.text(group.name), .number(spoken.reduce(0, +) / Double(max(1, spoken.count)), decimals: 2)]
        + Self.seconds.map { time in
          .share(Measured(Double(spoken.count { $0 >= time }) / Double(max(1, spoken.count))))
        }
    }
    return [
      ResultTable(
        "UAR in the endless stream after so much speech of the clip: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers"] + times + ["end"], recalls,
        notes: [
          "Speech: the clip's blocks of 10 ms that stand out from its room, within 30 dB of its loud ones. A clip with less speech",
          "stands there with its last estimate. What the network still holds of the clips before counts against it.",
        ]),
      ResultTable("As a share of the UAR at the end", ["corpus"] + times, shares),
      ResultTable("Clips with so much speech, percent, and the mean of all", ["corpus", "mean s"] + times, ended),
    ]
  }

  package func figures() throws(PictureError) -> [Figure] {
    let curves = ClipGroup.corpora(estimates[estimates.count - 1]).map { group in
      Curve(group.name, zip(Self.seconds, estimates).map { seconds, estimates in .init(x: seconds, group.of(estimates)) })
    }
    let panel = CurvePanel(x: .linear("seconds of speech heard"), yTitle: "UAR, %", curves: curves)
    return [
      try .curves(
        [panel], name: "anytime", title: "How soon it knows",
        caption: """
          UAR (mean of the emotions' recalls, percent) in the endless stream after so many seconds of a clip's speech, with 95 % intervals \
          over speakers. A clip with less speech stands there with its last estimate.
          """)
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
