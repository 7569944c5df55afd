package import EventReading

/// What the events say, counted for Prometheus.
///
/// No emotion is among it: a time series that is kept for months is no place for how somebody felt. (An alert rule's name may tell; it is
/// there because alerts are what one wants to be woken by.)
/// - Units: seconds, bytes.
package struct Metrics: Sendable {
  /// Labels come from outside: further sources and rules are counted together, as `other`.
  package static let sourceLimit = 64
  package static let ruleLimit = 32
  package static let types: Set = [
    "start", "estimate", "change", "alert", "gap", "signal", "device", "fault", "level", "health", "stop",
  ]
  package static let causes: Set = ["overrun", "suspend", "device", "ring-full"]
  /// Around 25 ms, which is usual, and up to 2.5 s, where something is wrong.
  package static let latencyBounds = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.5]

  /// One source's.
  package struct Stream: Sendable {
    package var events: [String: UInt64] = [:]
    package var gaps: [String: UInt64] = [:]
    package var lostSamples: UInt64 = 0
    package var latency = Histogram(bounds: latencyBounds)
    package var alerts: [String: Bool] = [:]
    /// Whether its microphone, or file, is there.
    package var isDeviceUp: Bool?
    package var isSignalGood: Bool?
    package var start: (version: String, input: String, kind: String)?
    package var health: ReadEvent?
    package var lastArrivalSeconds = 0.0
  }

  package private(set) var streams: [SourceKey: Stream] = [:]
  /// Events that the daemon made and never wrote, over all sources.
  package private(set) var dropped: UInt64 = 0
  /// Lines that were no events.
  package private(set) var refused: UInt64 = 0

  package init() {}

  package mutating func refuse() { refused += 1 }

  package mutating func count(_ event: ReadEvent, at now: Double) {
    var key = SourceKey(event)
    if streams[key] == nil, streams.count >= Self.sourceLimit { key = SourceKey(source: "other", channel: nil) }
    dropped &+= event.dropped ?? 0
    streams[key, default: Stream()].count(event, at: now)
  }
}

extension Metrics.Stream {
  fileprivate mutating func count(_ event: ReadEvent, at now: Double) {
    events[Metrics.types.contains(event.type) ? event.type : "other", default: 0] += 1
    lastArrivalSeconds = now
    switch event.type {
    case "start":
      start = (event.version ?? "", event.input?.name ?? "", event.input?.kind ?? "")
      (isDeviceUp, isSignalGood) = (true, true)
      alerts = alerts.mapValues { _ in false }
    case "estimate":
      if let latency = event.latencyMilliseconds { self.latency.add(latency / 1000) }
    case "alert":
      if let rule = event.rule {
        let known = alerts[rule] != nil || alerts.count < Metrics.ruleLimit
        alerts[known ? rule : "other"] = event.state == "raised"
      }
    case "gap":
      gaps[event.cause.flatMap { Metrics.causes.contains($0) ? $0 : nil } ?? "other", default: 0] += 1
      lostSamples &+= event.lostSamples ?? 0
    case "device": isDeviceUp = event.state == "restored"
    case "signal": isSignalGood = event.state == "ok"
    case "health": health = event
    case "stop":
      isDeviceUp = false
      alerts = alerts.mapValues { _ in false }
    default: break
    }
  }
}
