internal import Corpus
package import Pictures

/// A model's scores corpus by corpus: what `evaluate` tells without a protocol.
package struct Overview: TestReport {
  package let report: Report
  package let heard: Hearing

  package init(_ candidate: Candidate, split: String, _ heard: Hearing) {
    let metadata = candidate.model.metadata
    report = Report(model: metadata.name, sha256: metadata.sha256, split: split, heard)
    self.heard = heard
  }

  package var tables: [ResultTable] { [scores] + confusions }

  package func figures() throws(PictureError) -> [Figure] {
    let matrices = tablesByCorpus.map { name, table in
      let emotions = table.emotions
      return ConfusionMatrix(
        corpus: name, emotions: emotions.map { "\($0)" },
        counts: emotions.map { truth in emotions.map { table.counts[truth.rawValue][$0.rawValue] } })
    }
    let caption = """
      What actors were asked for (rows) and what was heard (columns) at the ends of clips in the endless stream (\(report.split)): percent of \
      the row, and clips.
      """
    guard !matrices.isEmpty else { throw PictureError("confusion: no clip that was tested has an emotion") }
    return [try .confusion(matrices, caption: caption)]
  }

  private var scores: ResultTable {
    let rows = ClipGroup.corpora(heard.stream).map { group in
      let (stream, single) = (group.of(heard.stream), group.of(heard.clipByClip))
      return [ResultTable.Cell.text(group.name)] + stream.size + [
        .share(stream.weightedAccuracy(.masked)), .share(stream.unweightedRecall(.masked)), .share(stream.unweightedRecall(.open)),
        .share(stream.genderAccuracy), .share(single.unweightedRecall(.masked)), .share(single.recallLost(to: stream)),
      ]
    }
    return ResultTable(
      "Scores on \(report.split) in the endless stream: percent, [95 % interval over speakers]",
      ["corpus", "clips", "speakers", "WA", "UAR", "UAR8", "gender", "UAR clip by clip", "UAR lost"], rows,
      notes: [
        "WA: share of right answers; UAR: mean of the emotions' recalls; both among the emotions that the corpus has (UAR8: all eight).",
        "Endless stream: clips of random speakers and emotions joined with 0.2 to 1.5 s of background, nothing ever reset.",
      ])
  }

  private var confusions: [ResultTable] {
    tablesByCorpus.map { name, table in
      let emotions = table.emotions
      let rows = emotions.map { [ResultTable.Cell.text("\($0)")] + table.cells($0, emotions) }
      return ResultTable(
        "Confusion on \(name) in the stream: rows what was meant, columns what was heard, percent of the row",
        ["meant"] + emotions.map { "\($0)" } + ["clips"], rows)
    }
  }

  /// By corpus, of those whose clips have emotions.
  private var tablesByCorpus: [(name: String, table: Confusion)] {
    Scores.byCorpus(heard.stream).sorted { $0.key < $1.key }.map { ($0.key.rawValue, $0.value.masked) }.filter { $0.1.total > 0 }
  }
}
