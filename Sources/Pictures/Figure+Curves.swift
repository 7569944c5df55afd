extension Figure {
  /// Lines with intervals, a panel or several: accuracy against seconds of speech, against noise, by hour in the stream.
  ///
  /// Intervals are bands around lines of many points, and bars where points are few. Curves of one name look the same in every panel, and
  /// panels with the same `yTitle` have the same scale.
  /// - Throws: when no panel has a point, or a logarithmic axis one at or below 0.
  package static func curves(_ panels: [CurvePanel], name: String, title: String, caption: String) throws(PictureError) -> Figure {
    let names = panels.flatMap { $0.curves.map(\.name) }.distinct
    let looks = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, SeriesLook(place: $0)) })
    var legend = Legend()
    for name in names where !name.isEmpty { legend.add(name, .line(looks[name] ?? SeriesLook(place: 0), hasPoints: true)) }
    let drawn = panels.map { panel in
      CurvePlot(panel: panel, looks: panel.curves.map { looks[$0.name] ?? SeriesLook(place: 0) })
    }
    return try curves(drawn, legend: legend, name: name, title: title, caption: caption)
  }

  static func curves(
    _ plots: [CurvePlot], legend: Legend, name: String, title: String, caption: String
  ) throws(PictureError) -> Figure {
    let plots = plots.filter { !$0.points.isEmpty }
    guard !plots.isEmpty else { throw PictureError("\(name): there is no point to draw; measure at least one") }
    guard plots.allSatisfy({ !$0.panel.x.isLogarithmic || $0.points.allSatisfy { $0.x > 0 } }) else {
      throw PictureError("\(name): a logarithmic axis has a point at or below 0; leave it out, or use a linear axis")
    }
    let scaled = plots.map { plot in
      let sharing = plots.filter { $0.panel.yTitle == plot.panel.yTitle && $0.panel.scale == plot.panel.scale }
      return CurvePlot(panel: plot.panel, looks: plot.looks, valuesToHold: sharing.flatMap(\.values))
    }
    return Figure(name: name, title: title, caption: caption) { [plots = scaled] width, title in
      var sheet = Sheet(width: width, title: title)
      let perRow = Frame.perRow(plots.count, limit: max(1, Int((sheet.right - sheet.left) / 220)))
      for start in stride(from: 0, to: plots.count, by: perRow) {
        CurvePlot.draw(Array(plots[start..<min(start + perRow, plots.count)]), perRow: perRow, on: &sheet)
      }
      legend.draw(on: &sheet)
      return sheet
    }
  }
}
