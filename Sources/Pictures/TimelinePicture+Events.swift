/// The lanes of events: gaps, settled emotions, alerts; and how many estimates a pixel can show.
extension TimelinePicture {
  /// Spans in which an emotion was settled.
  func spans(of emotion: String) -> [ClosedRange<Double>] {
    settledSpans.filter { $0.emotion == emotion }.map(\.span)
  }

  private var settledSpans: [(emotion: String, span: ClosedRange<Double>)] {
    let ends = recording.changes.dropFirst().map(\.seconds) + [recording.durationSeconds]
    return zip(recording.changes, ends).compactMap { change, end in
      guard let emotion = change.emotion, end > change.seconds else { return nil }
      return (emotion, change.seconds...end)
    }
  }

  /// A bar a settled emotion; names below, in up to two lines. One that finds no room is told by its shaded row alone.
  func settled(on sheet: inout Sheet) {
    name("settled", at: sheet.y + 4, on: &sheet)
    let spans = settledSpans
    for (emotion, span) in spans {
      let colour = Palette.emotion(emotion, place: recording.emotions.firstIndex(of: emotion) ?? 0)
      let (start, end) = (x(span.lowerBound), x(span.upperBound))
      sheet.mark(.rectangle(start, sheet.y, max(end, start + 2), sheet.y + 6, .solid(colour), isInFront: true))
    }
    sheet.y += 8
    labels(together(spans), limit: 2, from: left, on: &sheet)
    sheet.y += 2
  }

  /// One name for neighbours of the same emotion that are too near for two.
  private func together(_ spans: [(emotion: String, span: ClosedRange<Double>)]) -> [(text: String, middle: Double)] {
    var groups: [(emotion: String, start: Double, end: Double, lastMiddle: Double)] = []
    for (emotion, span) in spans {
      let (start, end) = (x(span.lowerBound), x(span.upperBound))
      let middle = (start + end) / 2
      if let last = groups.last, last.emotion == emotion, middle - last.lastMiddle < Lettering.width(emotion) + 8 {
        groups[groups.count - 1] = (emotion, last.start, end, middle)
      } else {
        groups.append((emotion, start, end, middle))
      }
    }
    return groups.map { ($0.emotion, ($0.start + $0.end) / 2) }
  }

  /// A bar from raised to cleared, the rule's name above it.
  func alerts(_ rule: String, on sheet: inout Sheet) {
    for line in Lettering.lines(rule, within: right - left) {
      sheet.mark(.text(line, left, sheet.y + Lettering.lineHeight / 2))
      sheet.y += Lettering.lineHeight
    }
    let y = sheet.y + 6
    name("alert", at: y - 4, on: &sheet)
    sheet.mark(.line(left, y, right, y, Stroke(colour: Palette.grid.light), isInFront: false))
    for alert in recording.alerts where alert.rule == rule {
      let (start, end) = (x(alert.raisedSeconds), x(alert.clearedSeconds ?? recording.durationSeconds))
      sheet.mark(.rectangle(start, y - 4, max(end, start + 2), y + 4, .solid(Palette.text.light), isInFront: true))
    }
    sheet.y += 16
  }

  /// Lengths and causes above the lanes; where four lines do not keep them apart, only their number and sum.
  func gapLabels(on sheet: inout Sheet) {
    let gaps = recording.gaps
    guard !gaps.isEmpty else { return }
    let texts = gaps.map { "\(Self.length($0.lengthSeconds)) \($0.cause)" }
    let places = zip(texts, gaps).map { ($0, x($1.startSeconds)) }
    if Self.arranged(places, from: Sheet.margin, to: right, limit: 4).contains(where: { $0 == nil }) {
      let causes = gaps.map(\.cause).distinct.joined(separator: ", ")
      sheet.paragraph("\(gaps.count) gaps, \(Self.length(gaps.reduce(0) { $0 + $1.lengthSeconds })) in all (\(causes))")
    } else {
      labels(places, limit: 4, from: Sheet.margin, on: &sheet)
    }
    sheet.y += 4
  }

  /// Hatched over all lanes of `top` to here; a gap that is too narrow for that, a narrow bar.
  func gaps(from top: Double, on sheet: inout Sheet) {
    guard !recording.gaps.isEmpty, sheet.y > top else { return }
    var panel = Panel(frame: frame(top, sheet.y - top), x: time, y: .bare(0, 1), border: 0)
    let pixel = recording.durationSeconds / (right - left)
    panel.marks = recording.gaps.flatMap { gap -> [Mark] in
      let (start, end) = (gap.startSeconds, gap.startSeconds + gap.lengthSeconds)
      if end - start < 4 * pixel { return [.rectangle(start, 0, start + 1.4 * pixel, 1, .solid(Palette.text.light), isInFront: true)] }
      let edge = Stroke(colour: Palette.text.light, width: 0.8)
      return [
        .rectangle(start, 0, end, 1, .hatched(Palette.muted.light), isInFront: true), .line(start, 0, start, 1, edge),
        .line(end, 0, end, 1, edge),
      ]
    }
    sheet.add(panel)
  }

  private static func length(_ seconds: Double) -> String {
    seconds < 10 ? Lettering.number(seconds * 1000, decimals: 0) + " ms" : Lettering.number(seconds, decimals: 1) + " s"
  }
}

extension TimelinePicture {
  /// Draws those that have room, below the sheet's `y`, which moves below.
  private func labels(_ labels: [(text: String, middle: Double)], limit: Int, from left: Double, on sheet: inout Sheet) {
    let places = Self.arranged(labels, from: left, to: right, limit: limit)
    for (label, place) in zip(labels, places) {
      guard let place else { continue }
      sheet.mark(.text(label.text, place.left, sheet.y + (Double(place.line) + 0.5) * Lettering.lineHeight))
    }
    sheet.y += Double((places.compactMap { $0?.line }.max() ?? -1) + 1) * Lettering.lineHeight
  }

  /// Each label in the first line where it touches no other; nil where it would need more than `limit` lines.
  static func arranged(
    _ labels: [(text: String, middle: Double)], from left: Double, to right: Double, limit: Int
  ) -> [(line: Int, left: Double)?] {
    var ends: [Double] = []
    return labels.map { label in
      let width = Lettering.width(label.text)
      let start = max(min(label.middle - width / 2, right - width), left)
      let line = ends.firstIndex { $0 + 8 <= start } ?? ends.count
      if line == limit { return nil }
      if line == ends.count { ends.append(0) }
      ends[line] = start + width
      return (line, start)
    }
  }

  /// Values in order, cut where one is missing or nothing came for long, and averaged to one a pixel.
  func stretches(_ values: [(seconds: Double, value: Double)]) -> [[(seconds: Double, value: Double)]] {
    let sorted = values.filter { $0.seconds.isFinite && $0.value.isFinite }.sorted { $0.seconds < $1.seconds }
    let steps = zip(sorted, sorted.dropFirst()).map { $1.seconds - $0.seconds }.sorted()
    let longest = max((steps.isEmpty ? 0 : steps[steps.count / 2]) * 4, 1)
    var stretches: [[(seconds: Double, value: Double)]] = []
    for value in sorted {
      if let last = stretches.last?.last, value.seconds - last.seconds <= longest {
        stretches[stretches.count - 1].append(value)
      } else {
        stretches.append([value])
      }
    }
    return stretches.map { visible(thinned($0)) }
  }

  /// A single value becomes three pixels wide.
  private func visible(_ values: [(seconds: Double, value: Double)]) -> [(seconds: Double, value: Double)] {
    guard values.count == 1, let only = values.first else { return values }
    let half = 1.5 * recording.durationSeconds / (right - left)
    return [(only.seconds - half, only.value), (only.seconds + half, only.value)]
  }

  private func thinned(_ values: [(seconds: Double, value: Double)]) -> [(seconds: Double, value: Double)] {
    let group = max(1, Int((Double(values.count) / (right - left)).rounded(.up)))
    return stride(from: 0, to: values.count, by: group).map { start in
      let part = values[start..<min(start + group, values.count)]
      let count = Double(part.count)
      return (part.reduce(0) { $0 + $1.seconds } / count, part.reduce(0) { $0 + $1.value } / count)
    }
  }
}
