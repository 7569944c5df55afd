internal import EventReading

/// One input as its events tell it: what is shown of it at a time.
///
/// - Units: `now` in seconds of the viewer's clock (a saved stream's own time); stream times in seconds of the stream.
struct WatchedSource: Equatable {
  /// What the latest estimate is worth now.
  enum Answer: Equatable {
    case none
    case named(String, confidence: Double)
    /// The last estimate named none: why.
    case unknown(String)
    /// It is older than its `valid_ms`.
    case stale
    case microphoneLost
    case ended
  }

  let key: SourceKey
  private(set) var start: ReadEvent?
  private(set) var streamSeconds = 0.0
  private(set) var estimate: ReadEvent?
  private var estimateAt = 0.0
  private(set) var level: LevelReading?
  private(set) var history = AnswerHistory()
  private(set) var notes: [WatchNote] = []
  private(set) var health: ReadEvent?
  /// Events of it that were dropped for want of a reader, as its lines tell.
  private(set) var dropped: UInt64 = 0
  private(set) var lostMilliseconds = 0.0
  private(set) var settled: String?
  private(set) var settledSince = 0.0
  /// Rules that are raised.
  private(set) var alerts: [String] = []
  /// What the microphone suffers from.
  private(set) var signal: String?
  private(set) var isMicrophoneLost = false
  private(set) var stopReason: String?
  private var latestAt = 0.0
  /// Between heartbeats, as they come; the program's default before there are two.
  private var healthSeconds = 10.0

  private static let mostNotes = 200
  /// A century.
  private static let longestStream = 3.2e9

  init(_ key: SourceKey) {
    self.key = key
  }

  /// The input's name, for people.
  var name: String {
    let name = key.source ?? start?.input?.name ?? "not begun yet"
    return key.channel.map { "\(name) channel \($0)" } ?? name
  }

  mutating func take(_ event: ReadEvent, at now: Double) {
    latestAt = now
    // Lines may come from anywhere: no number in them may bring the view down.
    streamSeconds = max(streamSeconds, min(event.streamSeconds, Self.longestStream))
    dropped &+= event.dropped ?? 0
    switch event.type {
    case "start":
      // The daemon may have been started anew on the same pipe.
      let before = notes
      self = WatchedSource(key)
      (notes, start, latestAt) = (before, event, now)
    case "estimate":
      estimate = event
      estimateAt = now
      history.add(event)
    case "level":
      level = LevelReading(event, after: level, at: now)
    case "change":
      settled = event.to
      settledSince = event.streamSeconds
    case "alert":
      alerts.removeAll { $0 == event.rule }
      if event.state == "raised", let rule = event.rule { alerts.append(rule) }
    case "gap":
      lostMilliseconds += event.lostMilliseconds ?? 0
    case "signal":
      signal = event.state == "ok" ? nil : event.state
    case "device":
      isMicrophoneLost = event.state == "lost"
      if isMicrophoneLost { estimate = nil }
    case "health":
      if let before = health?.uptimeSeconds, let uptime = event.uptimeSeconds, uptime - before > 0.05 { healthSeconds = uptime - before }
      health = event
    case "stop":
      stopReason = event.reason ?? "no reason given"
      (settled, alerts) = (nil, [])
    default: break
    }
    if let note = WatchNote(event) { notes = [note] + notes.prefix(Self.mostNotes - 1) }
  }

  /// No more events come: one that did not say goodbye was cut off.
  mutating func end() {
    guard stopReason == nil else { return }
    (stopReason, settled, alerts) = ("cut off", nil, [])
    notes.insert(WatchNote(seconds: streamSeconds, kind: .trouble, text: "ended without a stop"), at: 0)
  }

  func answer(at now: Double) -> Answer {
    if stopReason != nil { return .ended }
    if isMicrophoneLost { return .microphoneLost }
    guard let estimate else { return .none }
    guard now - estimateAt <= (estimate.validMilliseconds ?? 0) / 1000 else { return .stale }
    if let emotion = estimate.emotion { return .named(emotion, confidence: estimate.confidence ?? 0) }
    return .unknown(estimate.reason ?? "no reason given")
  }

  /// The estimate, unless it is too old to be believed.
  func freshEstimate(at now: Double) -> ReadEvent? {
    switch answer(at: now) {
    case .named, .unknown: estimate
    case .none, .stale, .microphoneLost, .ended: nil
    }
  }

  /// For how long nothing came, where that is longer than the heartbeat allows; a tenth more is a heartbeat that was late.
  func silence(at now: Double) -> Double? {
    let silence = now - latestAt
    return stopReason == nil && silence > 1.1 * healthSeconds ? silence : nil
  }
}
