extension Figure {
  /// Clips by corpus and emotion: a block of bars a corpus, side by side, on one scale, the numbers at the bars.
  /// - Parameter corpora: an emotion that a corpus does not list has a dash.
  /// - Throws: when there is nothing to count, or a count is negative.
  package static func corpus(
    _ corpora: [(corpus: String, counts: [(emotion: String, clips: Int)])], name: String = "corpus",
    title: String = "Clips by corpus and emotion", caption: String? = nil
  ) throws(PictureError) -> Figure {
    guard corpora.contains(where: { !$0.counts.isEmpty }) else { throw PictureError("\(name): no corpus has any emotion; load one") }
    guard corpora.allSatisfy({ $0.counts.allSatisfy { $0.clips >= 0 } }) else {
      throw PictureError("\(name): a count of clips is negative; counts begin at 0")
    }
    let picture = CorpusPicture(corpora)
    let total = picture.bars.reduce(0) { $0 + $1.total }
    let words = "Number of clips of each emotion in each corpus, \(total) clips in all; every bar is on the same scale."
    return Figure(name: name, title: title, caption: caption ?? words) { picture.sheet(width: $0, title: $1) }
  }
}

private struct CorpusPicture {
  struct Bars {
    var corpus: String
    /// `[emotions]`, nil where the corpus has no such emotion.
    var clips: [Int?]
    var total: Int { clips.reduce(0) { $0 + ($1 ?? 0) } }
  }

  let emotions: [String]
  let bars: [Bars]
  private static let rowHeight = 18.0

  init(_ corpora: [(corpus: String, counts: [(emotion: String, clips: Int)])]) {
    let most = corpora.map(\.counts.count).max() ?? 0
    let emotions = (corpora.filter { $0.counts.count == most } + corpora).flatMap { $0.counts.map(\.emotion) }.distinct
    self.emotions = emotions
    bars = corpora.map { corpus in
      let clips = Dictionary(corpus.counts.map { ($0.emotion, $0.clips) }, uniquingKeysWith: +)
      return Bars(corpus: corpus.corpus, clips: emotions.map { clips[$0] })
    }
  }

  func sheet(width: Double, title: String) -> Sheet {
    var sheet = Sheet(width: width, title: title)
    let perRow = Frame.perRow(bars.count, limit: width < 520 ? 2 : 4)
    for start in stride(from: 0, to: bars.count, by: perRow) {
      draw(Array(bars[start..<min(start + perRow, bars.count)]), perRow: perRow, on: &sheet)
    }
    return sheet
  }

  private func draw(_ bars: [Bars], perRow: Int, on sheet: inout Sheet) {
    let names = emotions.map { Lettering.shortened($0, within: 80) }
    let gutter = (names.map { Lettering.width($0) }.max() ?? 0) + 8
    let height = Double(emotions.count) * Self.rowHeight
    let frames = Frame.columns(
      perRow, left: sheet.left + gutter, right: sheet.right, gap: 14, top: sheet.y + 2 * Lettering.lineHeight + 6, height: height)
    for (row, emotion) in names.enumerated() {
      let y = frames[0].top + (Double(row) + 0.5) * Self.rowHeight
      sheet.mark(.text(emotion, frames[0].left - 6, y, .right, colour: Palette.muted.light))
    }
    for (bars, frame) in zip(bars, frames) { draw(bars, in: frame, on: &sheet) }
    sheet.y = frames[0].bottom + 14
  }

  private func draw(_ bars: Bars, in frame: Frame, on sheet: inout Sheet) {
    let largest = max(self.bars.flatMap { $0.clips.compactMap(\.self) }.max() ?? 1, 1)
    let numbers = Lettering.width("\(largest)") + 8
    let unit = Double(largest) / (frame.width - numbers)
    var panel = Panel(frame: frame, x: .bare(0, unit * frame.width), y: .bare(0, Double(emotions.count)), border: 2)
    panel.y.isReversed = true
    let rows = bars.clips.enumerated().map { row, clips in
      let colour = Palette.emotion(emotions[row], place: row)
      return [0, Double(row), 0, Double(clips ?? 0), Double(row) + 0.16, Double(row) + 0.84, colour.number]
    }
    panel.plots = ["\(sheet.block(rows)) using 1:2:3:4:5:6:7 with boxxyerror fillstyle solid noborder linecolor rgb variable notitle"]
    panel.marks = bars.clips.enumerated().map { row, clips in
      .text(clips.map { "\($0)" } ?? "–", Double(clips ?? 0) + 5 * unit, Double(row) + 0.5)
    }
    sheet.mark(.text(Lettering.shortened(bars.corpus, within: frame.width, isBold: true), frame.left, frame.top - 25, isBold: true))
    sheet.mark(.text("\(bars.total) clips", frame.left, frame.top - 10, colour: Palette.muted.light))
    sheet.add(panel)
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, where it first comes.
  var distinct: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension RGB {
  /// As gnuplot's `rgb variable` takes it from data.
  var number: Double { Double(UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)) }
}
