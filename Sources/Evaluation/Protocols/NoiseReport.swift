package import Pictures

/// `noise`: what a noise recording that was not trained on costs.
package struct NoiseReport: TestReport {
  private let noise: String
  private let clean: [Estimate]
  private let noisy: [(decibels: Float, estimates: [Estimate])]

  /// The levels that are tested, dB SNR.
  package static let levels: [Float] = [20, 10, 5, 0]

  /// - Parameter noise: the recording's name.
  package init(noise: String, clean: [Estimate], noisy: [(decibels: Float, estimates: [Estimate])]) {
    self.noise = noise
    self.clean = clean
    self.noisy = noisy
  }

  package func figures() throws(PictureError) -> [Figure] {
    let levels = noisy.map { "\(Int($0.decibels)) dB" }
    let curves = ClipGroup.corpora(clean).map { group in
      Curve(
        group.name, ([clean] + noisy.map(\.estimates)).enumerated().map { place, estimates in .init(x: Double(place), group.of(estimates)) }
      )
    }
    let panel = CurvePanel(x: .categories(["clean"] + levels, "signal to noise ratio"), yTitle: "UAR, %", curves: curves)
    return [
      try .curves(
        [panel], name: "noise", title: "In noise",
        caption: """
          UAR (mean of the emotions' recalls, percent) in the endless stream with \(noise) through it all, with 95 % intervals over \
          speakers; SNR: power of the whole clip against the noise under it.
          """)
    ]
  }

  package var tables: [ResultTable] {
    let groups = ClipGroup.corpora(clean)
    let recalls = groups.map { group in
      [.text(group.name)] + group.of(clean).size + [.share(group.of(clean).unweightedRecall(.masked))]
        + noisy.map { ResultTable.Cell.share(group.of($0.estimates).unweightedRecall(.masked)) }
    }
    let losses = groups.map { group in
      [ResultTable.Cell.text(group.name)]
        + noisy.map { .share(group.of(clean).recallLost(to: group.of($0.estimates))) }
    }
    let levels = noisy.map { "\(Int($0.decibels)) dB" }
    return [
      ResultTable(
        "UAR in the endless stream with \(noise) through it all: percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers", "clean"] + levels, recalls,
        notes: ["SNR: power of the whole clip against the noise under it; the gap before a clip has the clip's noise."]),
      ResultTable("UAR lost to the noise, in points", ["corpus"] + levels, losses),
    ]
  }
}
