/// The parts that change with the sound: level, speech, answer, bars.
extension WatchScreen {
  /// dBFS at the meter's left end.
  private static let quietest = -60.0
  /// Above this it is close to clipping.
  private static let loud = -6.0
  private static let labelWidth = 10

  mutating func drawLevel(_ row: Int, isWide: Bool) {
    guard let source = state.source else { return }
    let margin = isWide ? 1 : 0
    canvas.write("level", row, margin, .faint)
    let from = margin + (isWide ? Self.labelWidth : 6)
    guard let level = source.level else {
      canvas.write(isWide ? "not in these events: undertone listen --levels tells it" : "not in these events", row, from, .faint)
      return
    }
    let isFresh = level.isFresh(at: now) && source.stopReason == nil && !source.isMicrophoneLost
    let columns = from..<canvas.width - (isWide ? 31 : 12)
    drawMeter(isFresh ? level : nil, row, columns)
    var text = isFresh ? "\(fixed(level.decibels, 1)) dB" : "– dB"
    if isWide {
      text += isFresh ? "FS  peak \(fixed(level.hold(at: now), 1))" : "FS"
    }
    canvas.write(text, row, columns.upperBound + 2, isFresh ? .text : .faint)
    if isFresh, level.isClipped(at: now) { canvas.write(isWide ? " CLIP " : "!", row, endingAt: canvas.width - margin, .alarm) }
  }

  private mutating func drawMeter(_ level: LevelReading?, _ row: Int, _ columns: Range<Int>) {
    canvas.put("▕", row, columns.lowerBound - 1, .faint)
    canvas.put("▏", row, columns.upperBound, .faint)
    guard let level else { return }
    let share = { (decibels: Double) in 1 - decibels / Self.quietest }
    canvas.bar(share(level.decibels), row, columns) { Style(ink: $0 >= share(Self.loud) ? .warning : .meter) }
    let hold = min(1, share(level.hold(at: now)))
    guard hold > 0 else { return }
    let column = columns.lowerBound + min(columns.count - 1, Int(hold * Double(columns.count)))
    canvas.put("│", row, column, Style(ink: hold >= share(Self.loud) ? .warning : .meter, isBold: true))
  }

  mutating func drawSpeech(_ row: Int) {
    guard let source = state.source else { return }
    let estimate = source.freshEstimate(at: now)
    canvas.write("speech", row, 1, .faint)
    let columns = 1 + Self.labelWidth..<canvas.width - 31
    canvas.put("▕", row, columns.lowerBound - 1, .faint)
    canvas.put("▏", row, columns.upperBound, .faint)
    guard let estimate, let speech = estimate.speech else {
      canvas.write("–", row, columns.upperBound + 2, .faint)
      return
    }
    canvas.bar(speech, row, columns) { _ in Style(ink: .meter) }
    var text = percent(speech)
    // Of whom nothing was heard nothing is known.
    if speech >= 0.5, let gender = estimate.gender?.max(by: { $0.value < $1.value }) {
      text += "  \(gender.key) \(percent(gender.value))"
    } else if let heard = estimate.heardSeconds, heard > 0 {
      text += "  heard \(fixed(heard, 1)) s"
    }
    canvas.write(text, row, columns.upperBound + 2)
  }

  /// The answer, what is settled, and alerts.
  mutating func drawAnswer(_ row: Int, isWide: Bool) {
    guard let source = state.source else { return }
    let margin = isWide ? 1 : 0
    let answer = source.answer(at: now)
    var at: Int
    switch answer {
    case .named(let emotion, let confidence):
      let style = Style(ink: .emotion(emotion), isBold: true, isReversed: true)
      at = canvas.write(" \(emotion.uppercased()) ", row, margin, style)
      at = canvas.write(" \(percent(confidence))", row, at, .bold)
    case .ended:
      at = canvas.write("ended", row, margin, .bold)
      at = canvas.write(" (\(source.stopReason ?? ""))", row, at)
    default:
      at = canvas.write("unknown", row, margin, .bold)
      at = canvas.write(" (\(Self.reason(answer)))", row, at)
    }
    if state.flow == .paused { at = canvas.write("at \(clock(source.streamSeconds))", row, at + 2, .warning) }
    var end = canvas.width - margin
    if let alert = source.alerts.last {
      let more = source.alerts.count > 1 ? " +\(source.alerts.count - 1)" : ""
      let text = isWide ? " ALERT \(alert)\(more) " : " ALERT\(more) "
      end = canvas.write(text, row, endingAt: end, .alarm) - 1
    }
    if let signal = source.signal {
      at = canvas.write("signal: \(signal)", row, at + 3, .warning, limit: end)
    } else if isWide, let settled = source.settled, source.freshEstimate(at: now) != nil {
      let duration = max(0, source.streamSeconds - source.settledSince)
      canvas.write("settled: \(settled), for \(fixed(duration, 1)) s", row, max(at + 3, 22), .faint, limit: end)
    }
  }

  private static func reason(_ answer: WatchedSource.Answer) -> String {
    switch answer {
    case .none: "no estimate yet"
    case .stale: "stale: no estimate of late"
    case .microphoneLost: "microphone lost"
    case .named, .unknown, .ended: word(answer)
    }
  }

  /// Each emotion's bar; as an answer, in colour, only where the estimate names one.
  mutating func drawBars(_ rows: Range<Int>, _ columns: Range<Int>) {
    let spacing = rows.count >= 2 * Emotion.all.count - 1 ? 2 : 1
    for (place, emotion) in Emotion.all.enumerated() {
      let row = rows.lowerBound + place * spacing
      canvas.write(String(emotion.letter), row, columns.lowerBound, .faint)
      drawBar(emotion, row, columns.lowerBound + 2..<columns.upperBound, nameWidth: 10)
    }
  }

  /// The bars in two columns of four.
  mutating func drawSmallBars(_ first: Int) {
    let half = canvas.width / 2
    for (place, emotion) in Emotion.all.enumerated() {
      let from = place < 4 ? 0 : half + 1
      drawBar(emotion, first + place % 4, from..<from + half - 1, nameWidth: 9)
    }
  }

  private mutating func drawBar(_ emotion: Emotion, _ row: Int, _ columns: Range<Int>, nameWidth: Int) {
    let answer = state.source?.answer(at: now) ?? .none
    let share = state.source?.freshEstimate(at: now)?.probabilities?[emotion.name]
    var isAnswer = false
    var isTop = false
    if case .named(let name, _) = answer { (isAnswer, isTop) = (true, name == emotion.name) }
    let style = isTop ? Style.bold : isAnswer ? Style.text : Style.faint
    canvas.write(emotion.name, row, columns.lowerBound, style)
    let text = share.map { percent($0) } ?? "–"
    canvas.write(text, row, endingAt: columns.upperBound, style)
    canvas.put("▕", row, columns.lowerBound + nameWidth - 1, .faint)
    guard let share else { return }
    canvas.bar(share, row, columns.lowerBound + nameWidth..<columns.upperBound - 6) { _ in
      Style(ink: isAnswer ? emotion.ink : .faint)
    }
  }
}
