/// What was: the last minute, and what happened.
extension WatchScreen {
  /// A letter for each piece of the last minute, and in the rows above it how sure the answer was.
  mutating func drawStrip(_ row: Int, _ columns: Range<Int>, curveRows: Int) {
    guard let source = state.source else { return }
    let answers = source.history.strip(until: source.streamSeconds, pieces: columns.count)
    for (column, answer) in zip(columns, answers) {
      guard let answer else { continue }
      guard let emotion = Emotion.all.first(where: { $0.name == answer.emotion }) else {
        canvas.put(Emotion.sign(reason: answer.reason), row, column, .faint)
        continue
      }
      let style = Style(ink: emotion.ink)
      canvas.put(emotion.letter, row, column, style)
      canvas.column(answer.confidence, (row - curveRows)..<row, column, style)
    }
  }

  /// Newest first.
  mutating func drawNotes(_ rows: Range<Int>, _ columns: Range<Int>, hasTitle: Bool) {
    guard let source = state.source else { return }
    var rows = rows
    if hasTitle {
      canvas.write("changes, gaps, alerts", rows.lowerBound, columns.lowerBound, .faint)
      rows = rows.lowerBound + 1..<rows.upperBound
    }
    for (row, note) in zip(rows, source.notes) {
      let time = clock(note.seconds)
      let at = columns.lowerBound + max(8, time.count + 2)
      canvas.write(time, row, endingAt: at - 2, .faint)
      let style: Style =
        switch note.kind {
        case .change(let emotion): Style(ink: emotion.map(Ink.emotion) ?? .faint)
        case .alert: .alarm
        case .trouble: .warning
        case .plain: .text
        }
      canvas.write(note.text, row, at, style, limit: columns.upperBound)
    }
  }
}
