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
    } else if width >= 72, height >= WatchRows.least {
      screen.drawFull()
    } else {
      screen.drawCompact()
    }
    return screen.canvas
  }

  private var width: Int { canvas.width }
  private var height: Int { canvas.height }

  private mutating func drawFull() {
    let rows = WatchRows(height: height)
    drawHeader(0)
    drawInputs(1)
    drawLevel(2, isWide: true)
    drawSpeech(rows.speech)
    drawAnswer(rows.answer, isWide: true)
    let split = 2 + min(60, (width - 2) * 11 / 20)
    drawBars(rows.panel, 1..<split - 3)
    drawNotes(rows.panel, split..<width - 1, hasTitle: rows.panel.count > 8)
    drawStrip(rows.letters, 1..<width - 1, curveRows: rows.curveRows)
    if let axis = rows.axis {
      canvas.write("one minute ago", axis, 1, .faint)
      canvas.write("now", axis, endingAt: width - 1, .faint)
    }
    drawHealth(height - 2)
    drawFooter(height - 1)
  }

  private mutating func drawCompact() {
    drawHeader(0)
    drawLevel(1, isWide: false)
    drawAnswer(2, isWide: false)
    drawSmallBars(3)
    drawStrip(7, 0..<width, curveRows: 0)
    drawNotes(8..<height - 1, 0..<width, hasTitle: false)
    if !drawSilence(height - 1, 0) { drawFooter(height - 1) }
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
    var parts = [source?.name ?? ""]
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
      let room = max(from + 3, to - CharacterWidth.columns(of: word) - 1)
      let at = canvas.write("\(index + 1) \(source.name)", row, from, style, limit: room)
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
    if drawSilence(row, 1) { return }
    var parts: [String] = []
    if let latency = source.estimate?.latencyMilliseconds { parts.append("latency \(fixed(latency, 1)) ms") }
    if let health = source.health {
      if let step = health.stepMicroseconds { parts.append("step p99 \(fixed(step.p99, 0)) µs") }
      if let load = health.load { parts.append("load \(fixed(100 * load, 1)) %") }
      if let resident = health.residentKilobytes { parts.append("\(fixed(Double(resident) / 1000, 0)) MB") }
    }
    let dropped = max(source.dropped, source.health?.droppedEvents ?? 0)
    let lost = source.lostMilliseconds
    var at = canvas.write((parts + [""]).joined(separator: " · "), row, 1, .faint)
    at = canvas.write("lost \(fixed(lost / 1000, lost > 0 ? 1 : 0)) s", row, at, lost > 0 ? .warning : .faint)
    at = canvas.write(" · ", row, at, .faint)
    canvas.write("dropped \(dropped)", row, at, dropped > 0 ? .warning : .faint)
  }

  /// That nothing comes any more, where it is so.
  private mutating func drawSilence(_ row: Int, _ column: Int) -> Bool {
    guard state.flow == .running, let silence = state.source?.silence(at: now) else { return false }
    canvas.write(" no events for \(fixed(silence.rounded(.down), 0)) s ", row, column, .alarm)
    return true
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
