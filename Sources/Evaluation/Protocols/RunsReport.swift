/// Several models, each tested on people whom it alone has never heard: EmoBox's folds, one speaker out, one corpus out.
package struct RunsReport: TestReport {
  /// One model's test.
  package struct Run: Sendable {
    package var model: String
    package var partition: String
    package var heard: Hearing

    package init(model: String, partition: String, heard: Hearing) {
      self.model = model
      self.partition = partition
      self.heard = heard
    }

    var speakers: String {
      let names = Set(heard.stream.map(\.clip.speaker)).sorted()
      return names.count <= 4 ? names.joined(separator: " ") : heard.stream.first?.clip.corpus.rawValue ?? ""
    }
  }

  /// What the mean is taken over.
  package enum Mean: Sendable {
    case runs
    /// A speaker whom several runs leave out counts once, with the mean of the runs.
    case speakers
  }

  private let title: String
  private let mean: Mean
  private let runs: [Run]
  private let notes: [String]

  package init(_ title: String, mean: Mean, _ runs: [Run], notes: [String] = []) {
    self.title = title
    self.mean = mean
    self.runs = runs
    self.notes = notes
  }

  package var tables: [ResultTable] {
    let rows = runs.map { run in
      [.text(run.partition), .text(run.model), .text(run.speakers)] + run.heard.stream.size + [
        .share(run.heard.stream.weightedAccuracy(.masked)), .share(run.heard.stream.unweightedRecall(.masked)),
        .share(run.heard.stream.unweightedRecall(.open)), .share(run.heard.clipByClip.unweightedRecall(.masked)),
        .share(run.heard.stream.genderAccuracy),
      ]
    }
    let all = runs.flatMap(\.heard.stream)
    let last: [ResultTable.Cell] =
      [.text("mean"), .text(mean == .runs ? "of \(runs.count) runs" : "of speakers"), .text("")] + all.size + [
        .share(figure(\.heard.stream, .masked, \.weightedAccuracy)), .share(figure(\.heard.stream, .masked, \.unweightedRecall)),
        .share(figure(\.heard.stream, .open, \.unweightedRecall)), .share(figure(\.heard.clipByClip, .masked, \.unweightedRecall)),
        .share(all.genderAccuracy),
      ]
    return [
      ResultTable(
        "\(title): endless stream, percent, [95 % interval over speakers]",
        ["partition", "model", "tested on", "clips", "speakers", "WA", "UAR", "UAR8", "UAR clip by clip", "gender"],
        rows + [last],
        notes: notes + [
          "One speaker alone gives no interval; of two or three it says little. The mean's gender is that of all clips together."
        ])
    ]
  }

  /// The mean over runs or speakers of a figure.
  func figure(_ trial: (Run) -> [Estimate], _ answers: Answers, _ figure: (Recalls) -> Double?) -> Measured {
    switch mean {
    case .runs:
      let strata = runs.enumerated().map { number, run in
        trial(run).bySpeaker.map { (run: number, recalls: Recalls($0, answers)) }
      }
      return Bootstrap().measure(strata: strata) { drawn in
        Self.mean(Dictionary(grouping: drawn, by: \.run).values.compactMap { figure($0.map(\.recalls).sum()) })
      }
    case .speakers:
      let parts = runs.flatMap { trial($0).bySpeaker }
      let speakers = Dictionary(grouping: parts) { $0[0].clip.speaker }.sorted { $0.key < $1.key }
      let values = speakers.map { _, parts in Self.mean(parts.compactMap { figure(Recalls($0, answers)) }) }
      return Bootstrap().measure(values.compactMap { $0 }) { Self.mean($0) }
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}
