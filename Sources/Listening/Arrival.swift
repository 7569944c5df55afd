internal import Capture
internal import Glibc
internal import Ring
internal import Timeline

/// The time before the streams: the inputs are being opened, or missing microphones are waited for.
///
/// A microphone that is waited for is told with a `device` event, heartbeats go on, and the service manager hears that the program is ready:
/// what waits is at work. As soon as one input is open, and every other is open or known to be missing, the listening begins.
struct Arrival: ~Copyable {
  enum Outcome {
    /// The inputs by their places; nil: still waited for.
    case open([(any Source)?])
    /// A signal came.
    case ended
    case readerGone
  }

  /// As they were read last.
  private(set) var settings: Settings
  private var events: EventQueue.Producer?
  /// It makes the events of all inputs.
  private var timeline: Timeline
  private let writerBell: Doorbell
  private let service: ServiceManager
  private let reload: @Sendable () throws -> Settings
  private let began: Int64
  private let warn: @Sendable (String) -> Void
  private var sources: [(any Source)?]
  /// Which microphones are missing, and told as lost.
  private(set) var areLost: [Bool]
  /// By the inputs' places.
  private(set) var openings: [InputOpening] = []
  private var nextHealth: Int64
  private var nextLife: Int64 = 0
  /// A look at the opening threads ten times a second; it costs nothing beside opening a device.
  private static let tickMilliseconds: Int32 = 100

  init(
    inputs: Int, settings: Settings, events: consuming EventQueue.Producer, writerBell: Doorbell, service: ServiceManager,
    reload: @escaping @Sendable () throws -> Settings, began: Int64, warn: @escaping @Sendable (String) -> Void
  ) {
    sources = Array(repeating: nil, count: inputs)
    areLost = Array(repeating: false, count: inputs)
    self.settings = settings
    self.events = consume events
    timeline = Timeline(settings.timeline)
    self.writerBell = writerBell
    self.service = service
    self.reload = reload
    self.began = began
    self.warn = warn
    nextHealth = began + Int64(settings.healthSeconds * 1e9)
  }

  /// Events sent so far.
  var sequence: UInt64 { timeline.sequence }

  /// The writing end of the event queue, for the analysis.
  mutating func takeEvents() -> EventQueue.Producer {
    guard let taken = events.take() else { preconditionFailure("the streams' events have one producer") }
    return taken
  }

  /// - Throws: what opening an input threw.
  mutating func wait(for plans: [Listener.Plan], until signals: borrowing ProcessSignals, _ writing: WriterThread) throws -> Outcome {
    openings = try InputOpening.all(plans, waker: signals.waker)
    while true {
      try lookAtOpenings(plans)
      if isReady { return .open(sources) }
      if writing.ending != nil {
        cancel()
        return .readerGone
      }
      tellLife()
      switch signals.wait(milliseconds: Self.tickMilliseconds) {
      case .end(let number):
        cancel()
        tellEnd(Stop.Cause(signal: number))
        return .ended
      case .reload:
        writing.writer.reopen()
        reloadSettings()
      case .report: for place in areLost.indices where areLost[place] { tellHealth(place) }
      case .woken, .timeout: break
      }
    }
  }

  /// Thresholds and rules anew, as later: what the inputs were planned with stays.
  private mutating func reloadSettings() {
    do {
      let new = try reload()
      let left = settings.keysThatDiffer(from: new)
      if !left.isEmpty { warn("the configuration was read again; a restart is needed for \(left.joined(separator: ", "))") }
      settings.timeline = new.timeline
    } catch {
      warn("the configuration was not read again: \(error)")
    }
  }

  private var isReady: Bool {
    sources.contains { $0 != nil } && sources.indices.allSatisfy { sources[$0] != nil || areLost[$0] }
  }

  private mutating func lookAtOpenings(_ plans: [Listener.Plan]) throws {
    for (place, opening) in openings.enumerated() where sources[place] == nil {
      if let result = opening.result {
        do { sources[place] = try result.get() } catch {
          cancel()
          throw error
        }
      } else if plans[place].waits, !areLost[place], let trouble = opening.trouble {
        tellWaiting(place, plans[place].name, trouble)
      }
    }
  }

  private func cancel() {
    for opening in openings { opening.cancel() }
  }

  private mutating func tellLife() {
    let now = MonotonicTime.now()
    if now >= nextHealth, areLost.contains(true) {
      nextHealth += Int64(settings.healthSeconds * 1e9)
      for place in areLost.indices where areLost[place] { tellHealth(place) }
    }
    let isWell = openings.allSatisfy { $0.isWell(at: now) }
    if let interval = service.watchdogNanoseconds, now >= nextLife, isWell {
      service.alive()
      nextLife = now + interval / 2
    }
  }

  private mutating func tellWaiting(_ place: Int, _ name: String, _ trouble: CaptureError) {
    areLost[place] = true
    warn(trouble.message + "; it is waited for")
    service.status("waiting for \(name)")
    service.ready()
    let device = Device(restored: false, code: trouble.code, call: .open)
    timeline.device(device, tick: 0, monotonicNanoseconds: MonotonicTime.now())
    send(place)
  }

  private mutating func tellHealth(_ place: Int) {
    let now = MonotonicTime.now()
    let health = Health(
      uptimeSeconds: Double(now - began) / 1e9, steps: 0, lostSamples: 0, stepMicroseconds: (p50: 0, p99: 0, max: 0))
    timeline.health(health, tick: 0, monotonicNanoseconds: now)
    send(place)
  }

  private mutating func tellEnd(_ cause: Stop.Cause) {
    for place in areLost.indices where areLost[place] {
      timeline.stop(Stop(cause: cause, steps: 0, lostSamples: 0), tick: 0, monotonicNanoseconds: MonotonicTime.now())
      send(place)
    }
  }

  private mutating func send(_ place: Int) {
    // The queue holds hours of heartbeats, and the writer empties it.
    while var event = timeline.nextEvent() {
      event.source = Int32(place)
      _ = events?.write(event)
    }
    writerBell.ring()
  }
}
