internal import Listening
package import Pictures

/// `calibration`: whether the confidence can be believed, and what keeping silent below one brings.
package struct CalibrationReport: TestReport {
  private let stream: [Estimate]
  private let temperature: Float
  /// Below it an estimate is "uncertain" in the product, when nobody sets another.
  private let threshold = Settings().timeline.uncertainBelow

  /// - Parameter temperature: the model's.
  package init(stream: [Estimate], temperature: Float) {
    self.stream = stream
    self.temperature = temperature
  }

  package var tables: [ResultTable] { [errors, reliability, abstaining] }

  package func figures() throws(PictureError) -> [Figure] {
    let series = ClipGroup.corpora(stream).map { group in
      let bins = Calibration(group.of(stream), temperature: temperature).bins
      return ReliabilitySeries(
        group.name,
        bins.map { .init(meanConfidence: $0.confidence / Double(max(1, $0.count)), right: $0.right, count: $0.count) })
    }
    return [
      try .calibration(
        series,
        caption: """
          Of clips in the endless stream, grouped by confidence (the largest of all eight probabilities): how often the answer was right, \
          with 95 % Wilson intervals that take clips for independent, and how many clips there were. On the diagonal confidence can be \
          believed; ECE is the mean distance from it.
          """)
    ]
  }

  private var errors: ResultTable {
    let own = ClipGroup.corpora(stream).map { group in
      row(group.name, "own, \(short(temperature))", group.of(stream).bySpeaker.map { Calibration($0, temperature: temperature) })
    }
    let fitted = CrossFit(stream, seed: 1).map { fit in
      [row("all", "cross-fitted, " + fit.temperatures.reversed().map(short).joined(separator: " and "), fit.speakers)]
    }
    return ResultTable(
      "Calibration over all eight emotions at the clips' ends in the endless stream",
      ["corpus", "temperature", "clips", "ECE %", "by chance %", "NLL", "Brier"], own + (fitted ?? []),
      notes: [
        "ECE: 15 equal bins; [95 % interval over speakers]. Few clips or speakers alone make it larger, so its interval lies rather high.",
        "By chance: the ECE of a model whose confidence is exactly right, with so many independent clips in the same bins.",
        "Cross-fitted: each half of the speakers at the temperature that fits the other half, because the model's own may have been",
        "fitted on these very speakers.",
      ])
  }

  private func row(_ name: String, _ temperature: String, _ speakers: [Calibration]) -> [ResultTable.Cell] {
    let sum = speakers.sum()
    return [
      .text(name), .text(temperature), .count(sum.count), .share(Bootstrap().measure(speakers) { $0.sum().expectedError }),
      .share(Measured(sum.expectedErrorByChance)), .number(sum.negativeLogLikelihood, decimals: 3), .number(sum.brier, decimals: 3),
    ]
  }

  private var reliability: ResultTable {
    let bins = Calibration(stream, temperature: temperature).bins
    let rows = bins.enumerated().filter { $0.element.count > 0 }.map { index, bin in
      let count = Double(bin.count)
      return [
        ResultTable.Cell.text("\(percent(index))–\(percent(index + 1))"), .count(bin.count),
        .share(Measured(bin.confidence / count)), .share(Measured(Double(bin.right) / count)),
      ]
    }
    return ResultTable("Reliability", ["confidence %", "clips", "mean confidence", "right"], rows)
  }

  private func percent(_ bin: Int) -> String { Report.percent(Double(bin) / Double(Calibration.binCount)) }

  private var abstaining: ResultTable {
    let thresholds = (0..<10).map { Float($0) / 10 }
    var rows = thresholds.map { abstaining($0, name: short($0)) }
    rows.append(abstaining(threshold, name: "\(short(threshold)) (the product's)"))
    return ResultTable(
      "Abstaining: accuracy against the share of clips that are answered, among all eight emotions",
      ["confidence from", "answered", "right"], rows)
  }

  private func abstaining(_ threshold: Float, name: String) -> [ResultTable.Cell] {
    let speakers = stream.bySpeaker.map { Abstaining($0, temperature: temperature, threshold: threshold) }
    return [
      .text(name), .share(Bootstrap().measure(speakers) { $0.sum().shareAnswered }),
      .share(Bootstrap().measure(speakers) { $0.sum().accuracy }),
    ]
  }

  /// At most two decimals.
  private func short(_ number: Float) -> String { "\((number * 100).rounded() / 100)" }
}
