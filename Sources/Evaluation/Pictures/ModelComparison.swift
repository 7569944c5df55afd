package import Pictures

/// Several models on the same clips: front ends, or what each change of a recipe brings.
package struct ModelComparison: TestReport {
  package struct Entry: Sendable {
    package var label: String
    package var heard: Hearing

    package init(label: String, heard: Hearing) {
      self.label = label
      self.heard = heard
    }
  }

  private let name: String
  private let title: String
  private let entries: [Entry]

  /// - Parameters:
  ///   - name: of the picture.
  ///   - entries: the first is what the others are compared with.
  package init(name: String, title: String, _ entries: [Entry]) {
    self.name = name
    self.title = title
    self.entries = entries
  }

  private var groups: [ClipGroup] { ClipGroup.corpora(entries.flatMap(\.heard.stream)) }

  package var tables: [ResultTable] {
    groups.map { group in
      let first = entries.first.map { group.of($0.heard.stream) } ?? []
      let rows = entries.enumerated().map { place, entry in
        let (stream, single) = (group.of(entry.heard.stream), group.of(entry.heard.clipByClip))
        return [ResultTable.Cell.text(entry.label)] + stream.size + [
          .share(stream.unweightedRecall(.masked)), .share(place == 0 ? Measured(nil) : stream.recallLost(to: first)),
          .share(single.unweightedRecall(.masked)), .share(stream.genderAccuracy),
        ]
      }
      return ResultTable(
        "\(title): \(group.name), percent, [95 % interval over speakers]",
        ["", "clips", "speakers", "UAR stream", "against the first", "UAR clip by clip", "gender"], rows)
    }
  }

  package func figures() throws(PictureError) -> [Figure] {
    let measures: [(String, ([Estimate]) -> Measured, (Hearing) -> [Estimate])] = [
      ("UAR in the stream, %", { $0.unweightedRecall(.masked) }, \.stream),
      ("UAR clip by clip, %", { $0.unweightedRecall(.masked) }, \.clipByClip), ("gender, %", { $0.genderAccuracy }, \.stream),
    ]
    let panels = measures.map { title, figure, part in
      ComparisonPanel(title: title, rows: entries.compactMap { .init($0.label, figure(part($0.heard))) })
    }
    let corpora = groups.map(\.name).filter { $0 != "all" }.joined(separator: ", ")
    return [
      try .comparison(
        panels.filter { !$0.rows.isEmpty }, name: name, title: title,
        caption: """
          Clips left out of training (\(corpora)), at the clips' ends: UAR is the mean of the emotions' recalls, gender the share of clips \
          whose speaker's gender was heard; 95 % intervals over speakers.
          """)
    ]
  }
}
