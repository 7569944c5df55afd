/// `stream`: what is lost when nothing is ever reset, and whether it grows with the stream's length.
package struct StalenessReport: Sendable {
  private let clipByClip: [Estimate]
  /// In the order in which the stream brought them.
  private let stream: [Estimate]

  package init(clipByClip: [Estimate], stream: [Estimate]) {
    self.clipByClip = clipByClip
    self.stream = stream
  }

  package var tables: [ResultTable] {
    let groups = ClipGroup.corpora(stream)
    let losses = groups.map { group in
      let (single, stream) = (group.of(clipByClip), group.of(stream))
      return [ResultTable.Cell.text(group.name)] + stream.size + [
        .share(single.unweightedRecall(.masked)), .share(stream.unweightedRecall(.masked)),
        .share(single.recallLost(to: stream)),
      ]
    }
    let places = groups.map { group in
      [ResultTable.Cell.text(group.name)] + quarters.map { .share(group.of($0).unweightedRecall(.masked)) }
    }
    return [
      ResultTable(
        "From clip by clip to the endless stream: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers", "UAR clip by clip", "UAR stream", "UAR lost"], losses),
      ResultTable(
        "UAR by the place in the stream", ["corpus", "first quarter", "second", "third", "last"], places,
        notes: ["A model that goes stale falls from left to right; clips stand in random order."]),
    ]
  }

  /// The stream in four parts of as many clips.
  var quarters: [[Estimate]] {
    (0..<4).map { Array(stream[stream.count * $0 / 4..<stream.count * ($0 + 1) / 4]) }
  }
}
