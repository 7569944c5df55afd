/// One quantity by epoch: a line a corpus and side.
package struct TrainingPanel: Sendable {
  package enum Side: Sendable { case training, dev }

  /// "loss", "UAR, %"
  package var title: String
  package var scale: CurveScale
  /// x counts epochs; the name is the corpus's.
  package var curves: [(curve: Curve, side: Side)]

  package init(title: String, scale: CurveScale, curves: [(curve: Curve, side: Side)]) {
    self.title = title
    self.scale = scale
    self.curves = curves
  }
}

extension Figure {
  /// How a training went, by epoch: a panel a quantity, a colour and point a corpus; dev is solid, training dashed and hollow.
  /// - Throws: when there was no epoch.
  package static func training(
    _ panels: [TrainingPanel], name: String = "training", title: String = "Training, epoch by epoch", caption: String? = nil
  ) throws(PictureError) -> Figure {
    guard panels.contains(where: { $0.curves.contains { !$0.curve.drawable.isEmpty } }) else {
      throw PictureError("\(name): the log has no epoch; train at least one")
    }
    let names = panels.flatMap { $0.curves.map(\.curve.name) }.distinct
    let look = { (name: String, side: TrainingPanel.Side) in
      let isDev = side == .dev
      return SeriesLook(
        place: names.firstIndex(of: name) ?? 0, dashes: isDev ? [] : [4, 3], width: isDev ? 1.8 : 1.3, isHollow: !isDev)
    }
    let plots = panels.map { panel in
      CurvePlot(
        panel: CurvePanel(x: .whole("epoch"), yTitle: panel.title, scale: panel.scale, curves: panel.curves.map(\.curve)),
        looks: panel.curves.map { look($0.curve.name, $0.side) })
    }
    var legend = Legend()
    for name in names where !name.isEmpty { legend.add(name, .line(look(name, .dev), hasPoints: true)) }
    for side in [TrainingPanel.Side.dev, .training] where panels.contains(where: { $0.curves.contains { $0.side == side } }) {
      let stroke = look("", side).stroke
      let grey = SeriesLook(
        place: 0, colour: Palette.muted.light, dashes: stroke.dashes, width: stroke.width, isHollow: side == .training)
      legend.add(side == .dev ? "dev speakers" : "training", .line(grey, hasPoints: true))
    }
    let words = "What was measured after each epoch: on the training's streams (dashed, hollow) and on speakers never trained on (solid)."
    return try curves(plots, legend: legend, name: name, title: title, caption: caption ?? words)
  }
}
