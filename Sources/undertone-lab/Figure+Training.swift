import Corpus
import Pictures

extension Figure {
  /// Loss, UAR, accuracy and gender of a training's log.
  /// - Throws: `PictureError` when no epoch is done.
  static func training(of records: [TrainingRecord]) throws(PictureError) -> Figure {
    try .training(
      [
        panel("loss, −ln p", .number, records, dev: \.testLoss, training: \.trainLoss),
        panel("UAR, %", .percent, records, dev: \.uar, training: \.trainUAR),
        panel("accuracy, %", .percent, records, dev: \.wa, training: \.trainWA),
        panel("gender, %", .percent, records, dev: \.gender, training: \.trainGender),
      ].filter { !$0.curves.isEmpty },
      caption: """
        After each epoch, at the clips' ends in a stream of frames: mean −ln of the probability that the truth was given, mean of the \
        emotions' recalls (UAR), share of right answers, share of clips whose speaker's gender was heard; on up to 300 clips a corpus that are trained on, as they were recorded, and on \
        speakers who are not.
        """)
  }

  private static func panel(
    _ title: String, _ scale: CurveScale, _ records: [TrainingRecord], dev: KeyPath<TrainingRecord, [String: Double]>,
    training: KeyPath<TrainingRecord, [String: Double]>
  ) -> TrainingPanel {
    let sides: [(KeyPath<TrainingRecord, [String: Double]>, TrainingPanel.Side)] = [(dev, .dev), (training, .training)]
    return TrainingPanel(
      title: title, scale: scale,
      curves: sides.flatMap { path, side in
        let corpora = Set(records.flatMap { $0[keyPath: path].keys }).sorted()
        return corpora.map { corpus in
          let points = records.compactMap { record in
            record[keyPath: path][corpus].map { Curve.Point(x: Double(record.epoch), y: scale == .percent ? $0 / 100 : $0) }
          }
          return (curve: Curve(corpus, points), side: side)
        }
      })
  }
}
