package import Pictures

/// `stream`: what is lost when nothing is ever reset, whether it grows with the stream's length, whether one speaker at a time is heard
/// better, and what a loss of audio costs.
package struct StalenessReport: TestReport {
  /// How much audio is lost, seconds.
  package static let gapSeconds = [0, 0.01, 0.03, 0.1, 0.3, 1, 3]

  private let heard: Hearing
  /// Of a stream in which each speaker's clips stand in a row.
  private let speakersInARow: [Estimate]
  /// Of one long stream, by the hours that had passed.
  private let long: [PlacedEstimate]
  /// For each of `gapSeconds`, of clips out of which so much was lost.
  private let afterGaps: [[Estimate]]

  package init(
    _ heard: Hearing, speakersInARow: [Estimate], long: [PlacedEstimate] = [], afterGaps: [[Estimate]] = []
  ) {
    self.heard = heard
    self.speakersInARow = speakersInARow
    self.long = long
    self.afterGaps = afterGaps
  }

  private var groups: [ClipGroup] { ClipGroup.corpora(heard.stream) }

  package var tables: [ResultTable] {
    [losses] + (long.isEmpty ? [] : [hours]) + (afterGaps.isEmpty ? [] : [gaps])
  }

  package func figures() throws(PictureError) -> [Figure] {
    let hours = groups.map { group in
      Curve(group.name, byHour.map { part in .init(x: part.end, group.of(part.estimates)) })
    }
    let gaps = groups.map { group in
      Curve(group.name, afterGaps.enumerated().map { place, estimates in .init(x: Double(place), group.of(estimates)) })
    }
    let panels = [
      CurvePanel(title: "By hours in the stream", x: .linear("hours"), yTitle: "UAR, %", curves: hours),
      CurvePanel(
        title: "After a loss of audio in the clip", x: .categories(Self.gapSeconds.map { Self.short($0) }, "seconds lost"),
        yTitle: "UAR, %", curves: gaps),
    ]
    return [
      try .curves(
        panels, name: "stream", title: "In an endless stream",
        caption: """
          UAR (mean of the emotions' recalls, percent) at the ends of clips in a stream that is never reset, with 95 % intervals over \
          speakers. Left: by the time that the stream has lasted; a model that goes stale falls. Right: of clips out of which audio was \
          lost up to somewhere in their first half; at 0 frames begin anew and nothing is lost.
          """)
    ]
  }

  private var losses: ResultTable {
    let rows = groups.map { group in
      let (single, stream) = (group.of(heard.clipByClip), group.of(heard.stream))
      return [ResultTable.Cell.text(group.name)] + stream.size + [
        .share(single.unweightedRecall(.masked)), .share(stream.unweightedRecall(.masked)),
        .share(single.recallLost(to: stream)), .share(group.of(speakersInARow).unweightedRecall(.masked)),
      ]
    }
    return ResultTable(
      "From clip by clip to the endless stream: percent, [95 % interval over speakers]",
      ["corpus", "clips", "speakers", "UAR clip by clip", "UAR stream", "UAR lost", "UAR one speaker at a time"], rows,
      notes: ["One speaker at a time: another stream, in which each speaker's clips stand in a row, as in a car."])
  }

  private var hours: ResultTable {
    let parts = byHour
    let rows = groups.map { group in
      [ResultTable.Cell.text(group.name)] + parts.map { .share(group.of($0.estimates).unweightedRecall(.masked)) }
    }
    return ResultTable(
      "UAR by the hours that the stream has lasted", ["corpus"] + parts.map { "to \(Self.short($0.end)) h" }, rows,
      notes: ["A model that goes stale falls from left to right. The clips come again and again, in a new order each time."])
  }

  private var gaps: ResultTable {
    let rows = groups.map { group in
      [ResultTable.Cell.text(group.name), .share(group.of(heard.stream).unweightedRecall(.masked))]
        + afterGaps.map { .share(group.of($0).unweightedRecall(.masked)) }
    }
    return ResultTable(
      "UAR of clips out of which audio was lost, by its length", ["corpus", "none"] + Self.gapSeconds.map { "\(Self.short($0)) s" }, rows,
      notes: [
        "The loss ends somewhere in the clip's first half; the state is treated as listen treats it. A part of what it costs is that less",
        "of the clip was heard. At 0 s frames begin anew and nothing is lost: what falls into which step alone moves the figure.",
      ])
  }

  /// The long stream in four to eight parts of as much time, an hour each where that fits.
  var byHour: [(end: Double, estimates: [Estimate])] {
    guard let last = long.last?.hours, last > 0 else { return [] }
    let parts = min(max(Int(last.rounded()), 4), 8)
    return (1...parts).map { part in
      let (from, to) = (last * Double(part - 1) / Double(parts), last * Double(part) / Double(parts))
      return (to, long.filter { $0.hours > from && ($0.hours <= to || part == parts) }.map(\.estimate))
    }
  }

  /// Two decimals, more for a stream of minutes; without zeros at the end.
  private static func short(_ number: Double) -> String {
    var text = Report.fixed(number, number < 0.5 && number != 0 ? 4 : 2)
    while text.last == "0" { text.removeLast() }
    return text.last == "." ? String(text.dropLast()) : text
  }
}
