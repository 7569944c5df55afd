/// `stream`: what is lost when nothing is ever reset, whether it grows with the stream's length, and whether one speaker at a time is heard
/// better.
package struct StalenessReport: Sendable {
  private let heard: Hearing
  /// Of a stream in which each speaker's clips stand in a row.
  private let speakersInARow: [Estimate]

  package init(_ heard: Hearing, speakersInARow: [Estimate]) {
    self.heard = heard
    self.speakersInARow = speakersInARow
  }

  package var tables: [ResultTable] {
    let groups = ClipGroup.corpora(heard.stream)
    let losses = groups.map { group in
      let (single, stream) = (group.of(heard.clipByClip), group.of(heard.stream))
      return [ResultTable.Cell.text(group.name)] + stream.size + [
        .share(single.unweightedRecall(.masked)), .share(stream.unweightedRecall(.masked)),
        .share(single.recallLost(to: stream)), .share(group.of(speakersInARow).unweightedRecall(.masked)),
      ]
    }
    let places = groups.map { group in
      [ResultTable.Cell.text(group.name)] + quarters.map { .share(group.of($0).unweightedRecall(.masked)) }
    }
    return [
      ResultTable(
        "From clip by clip to the endless stream: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers", "UAR clip by clip", "UAR stream", "UAR lost", "UAR one speaker at a time"], losses,
        notes: ["One speaker at a time: another stream, in which each speaker's clips stand in a row, as in a car."]),
      ResultTable(
        "UAR by the place in the stream", ["corpus", "first quarter", "second", "third", "last"], places,
        notes: ["A model that goes stale falls from left to right; clips stand in random order."]),
    ]
  }

  /// The stream in four parts of as many clips.
  var quarters: [[Estimate]] {
    let stream = heard.stream
    return (0..<4).map { Array(stream[stream.count * $0 / 4..<stream.count * ($0 + 1) / 4]) }
  }
}
