/// The state as a screen: pure, so that any size can be tested.
///
///     header
///     1 front  2 rear               inputs, where there are several
///     level    ██████████│          −32.1 dBFS
///     speech   ████████████████     98 %
///      ANGRY   71 %                 what is settled, alerts
///     bars of the emotions │ what happened, newest first
///     ▅▆▇▇▂  the last minute
///     health
///     keys, or the last line of the diagnostics
///
/// Below 72 × 18 the parts are drawn smaller; 40 × 10 is the least.
struct WatchScreen {
  static let leastWidth = 40
  static let leastHeight = 10

  let state: WatchState
  /// Of the viewer's clock.
  let now: Double
  var canvas: Canvas

  init(_ state: WatchState, width: Int, height: Int, isUnicode: Bool, now: Double) {
    self.state = state
    self.now = now
    canvas = Canvas(width: max(width, 1), height: max(height, 1), isUnicode: isUnicode)
  }

  static func draw(_ state: WatchState, width: Int, height: Int, isUnicode: Bool, now: Double) -> Canvas {
    var screen = WatchScreen(state, width: width, height: height, isUnicode: isUnicode, now: now)
    if width < leastWidth || height < leastHeight {
      screen.canvas.write("\(width)×\(height): too small, \(leastWidth)×\(leastHeight) is needed", 0, 0)
    } else if width >= 72, height >= 18 {
      screen.drawFull()
    } else {
      screen.drawCompact()
    }
    return screen.canvas
  }

  private var width: Int { canvas.width }
  private var height: Int { canvas.height }

  private mutating func drawFull() {
    // Empty rows come where there is room, the most useful first.
    var room = height - 18
    func gap() -> Int {
      defer { room -= 1 }
      return room > 0 ? 1 : 0
    }
    let gaps = (aboveAnswer: gap(), belowAnswer: gap(), aboveStrip: gap(), axis: gap(), aboveHealth: gap())
    drawHeader(0)
    drawInputs(1)
    drawLevel(2, isWide: true)
    drawSpeech(3)
    var row = 4 + gaps.aboveAnswer
    drawAnswer(row, isWide: true)
    row += 1 + gaps.belowAnswer
    let below = 5 + gaps.aboveStrip + gaps.axis + gaps.aboveHealth
    let rows = row..<height - below + 1
    let split = 2 + min(60, (width - 2) * 11 / 20)
    drawBars(rows, 1..<split - 3)
    drawNotes(rows, split..<width - 1, hasTitle: rows.count > 9)
    row = rows.upperBound + gaps.aboveStrip
    drawStrip(row, 1..<width - 1, hasCurve: true)
    row += 2
    if gaps.axis == 1 {
      canvas.write("one minute ago", row, 1, .faint)
      canvas.write("now", row, endingAt: width - 1, .faint)
    }
    drawHealth(height - 2)
    drawFooter(height - 1)
  }

  private mutating func drawCompact() {
    drawHeader(0)
    drawLevel(1, isWide: false)
    drawAnswer(2, isWide: false)
    drawSmallBars(3)
    drawStrip(7, 0..<width, hasCurve: false)
    drawNotes(8..<height - 1, 0..<width, hasTitle: false)
    drawFooter(height - 1)
  }

  /// What and of whom, and when.
  private mutating func drawHeader(_ row: Int) {
    canvas.fill(row, 0..<width, .reversed)
    let source = state.source
    let flow =
      switch state.flow {
      case .running: ""
      case .paused: "PAUSED  "
      case .ended: "ENDED  "
      }
    let place = state.sources.count > 1 ? "\(state.selected + 1)/\(state.sources.count)  " : ""
    let end = canvas.write(" \(flow)\(place)\(clock(source?.streamSeconds ?? 0)) ", row, endingAt: width, .reversed)
    var parts = [source?.name ?? "waiting for events"]
    if let start = source?.start, width >= 60 {
      if let purpose = start.purpose { parts.append(purpose) }
      if let model = start.model { parts.append("\(model.name) \(start.version ?? "") \(model.sha256.prefix(8))") }
    }
    canvas.write(" " + parts.joined(separator: " · "), row, 0, .reversed, limit: end)
  }

  /// A row of all inputs, each with its answer.
  private mutating func drawInputs(_ row: Int) {
    guard state.sources.count > 1 else { return }
    // The selected one is always among those that are shown.
    let each = max(16, (width - 2) / state.sources.count)
    let shown = max(1, (width - 2) / each)
    let first = max(0, min(state.selected - shown / 2, state.sources.count - shown))
    for (place, index) in (first..<min(first + shown, state.sources.count)).enumerated() {
      let source = state.sources[index]
      let (from, to) = (1 + place * each, 1 + (place + 1) * each - 1)
      let style = Style(isBold: index == state.selected, isReversed: index == state.selected)
      let word = Self.word(source.answer(at: now))
      let at = canvas.write("\(index + 1) \(source.name)", row, from, style, limit: max(from + 3, to - CharacterWidth.columns(of: word) - 1))
      canvas.write(" " + word, row, at, source.alerts.isEmpty ? .faint : .alarm, limit: to)
    }
  }

  static func word(_ answer: WatchedSource.Answer) -> String {
    switch answer {
    case .none: "–"
    case .named(let emotion, _): emotion
    case .unknown(let reason): reason
    case .stale: "stale"
    case .microphoneLost: "lost"
    case .ended: "ended"
    }
  }

  private mutating func drawHealth(_ row: Int) {
    guard let source = state.source else { return }
    if let silence = source.silence(at: now), state.flow == .running {
      canvas.write(" no events for \(fixed(silence.rounded(.down), 0)) s ", row, 1, .alarm)
      return
    }
    var parts: [String] = []
    if let latency = source.estimate?.latencyMilliseconds { parts.append("latency \(fixed(latency, 1)) ms") }
    if let health = source.health {
      if let step = health.stepMicroseconds { parts.append("step p99 \(fixed(step.p99, 0)) µs") }
      if let load = health.load { parts.append("load \(fixed(100 * load, 1)) %") }
      if let resident = health.residentKilobytes { parts.append("\(fixed(Double(resident) / 1000, 1)) MB") }
    }
    let dropped = max(source.dropped, source.health?.droppedEvents ?? 0)
    let losses = "lost \(fixed(source.lostMilliseconds / 1000, 1)) s · dropped \(dropped)"
    let hasLosses = source.lostMilliseconds > 0 || dropped > 0
    let at = canvas.write((parts + [""]).joined(separator: " · "), row, 1, .faint)
    canvas.write(losses, row, at, hasLosses ? .warning : .faint)
  }

  private mutating func drawFooter(_ row: Int) {
    var keys = "q quit  space \(state.flow == .paused ? "go on" : "pause")"
    if state.sources.count > 1 { keys += "  tab next input" }
    if state.flow == .ended { keys = "q quit" }
    let margin = width >= 72 ? 1 : 0
    var trouble = state.notice
    if trouble == nil, state.unreadable > 0 { trouble = "\(state.unreadable) lines were no events" }
    guard let trouble else {
      canvas.write(keys, row, margin, .faint)
      return
    }
    let end = width >= 72 ? canvas.write(keys, row, endingAt: width - margin, .faint) - 2 : width
    canvas.write(trouble, row, margin, .warning, limit: end)
  }
}
