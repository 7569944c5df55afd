/// `random`: the protocol of most student recipes: a fifth of all clips, drawn whoever speaks, among all eight emotions.
package struct RandomReport: TestReport {
  private let heard: Hearing

  package init(_ heard: Hearing) { self.heard = heard }

  package var tables: [ResultTable] {
    let rows = ClipGroup.corpora(heard.stream).map { group in
      let (stream, single) = (group.of(heard.stream), group.of(heard.clipByClip))
      return [ResultTable.Cell.text(group.name)] + stream.size + [
        .share(stream.weightedAccuracy(.open)), .share(stream.unweightedRecall(.open)),
        .share(single.weightedAccuracy(.open)), .share(single.unweightedRecall(.open)),
      ]
    }
    return [
      ResultTable(
        "Random fifth of the clips, answers among all eight emotions: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers", "WA stream", "UAR8 stream", "WA clip by clip", "UAR8 clip by clip"], rows,
        notes: ["The speakers were heard in training; no clip was. This flatters: see the other protocols for new people."])
    ]
  }
}
