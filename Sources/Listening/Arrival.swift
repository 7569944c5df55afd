internal import Capture
internal import Glibc
internal import Ring
internal import Timeline

/// The time before the stream: the input is being opened, or a missing microphone is waited for.
///
/// A microphone that is waited for is told with a `device` event, heartbeats go on, and the service manager hears that the program is ready:
/// what waits is at work.
struct Arrival: ~Copyable {
  enum Outcome {
    case open(any Source)
    /// A signal came.
    case ended
    case readerGone
  }

  /// As they were read last.
  private(set) var settings: Settings
  private var events: EventQueue.Producer?
  private var timeline: Timeline
  private let writerBell: Doorbell
  private let service: ServiceManager
  private let reload: @Sendable () throws -> Settings
  private let began: Int64
  private let warn: @Sendable (String) -> Void
  private(set) var isDeviceLost = false
  /// A look at the opening thread ten times a second; it costs nothing beside opening a device.
  private static let tickMilliseconds: Int32 = 100

  init(
    settings: Settings, events: consuming EventQueue.Producer, writerBell: Doorbell, service: ServiceManager,
    reload: @escaping @Sendable () throws -> Settings, began: Int64, warn: @escaping @Sendable (String) -> Void
  ) {
    self.settings = settings
    self.events = consume events
    timeline = Timeline(settings.timeline)
    self.writerBell = writerBell
    self.service = service
    self.reload = reload
    self.began = began
    self.warn = warn
  }

  /// Events sent so far.
  var sequence: UInt64 { timeline.sequence }

  /// The writing end of the event queue, for the analysis.
  mutating func takeEvents() -> EventQueue.Producer {
    guard let taken = events.take() else { preconditionFailure("the stream's events have one producer") }
    return taken
  }

  /// - Throws: what opening the input threw.
  mutating func wait(for plan: Listener.Plan, until signals: borrowing ProcessSignals, _ writing: WriterThread) throws -> Outcome {
    let opening = try InputOpening(plan, waker: signals.waker)
    var nextHealth = began + Int64(settings.healthSeconds * 1e9)
    var nextLife: Int64 = 0
    while true {
      let now = MonotonicTime.now()
      if let result = opening.result { return .open(try result.get()) }
      if writing.ending != nil {
        opening.cancel()
        return .readerGone
      }
      if plan.waits, !isDeviceLost, let trouble = opening.trouble { tellWaiting(for: plan, trouble, at: now) }
      if isDeviceLost, now >= nextHealth {
        nextHealth += Int64(settings.healthSeconds * 1e9)
        tellHealth(at: now)
      }
      if let interval = service.watchdogNanoseconds, now >= nextLife, now - opening.pulse.lastNanoseconds < 3_000_000_000 {
        service.alive()
        nextLife = now + interval / 2
      }
      switch signals.wait(milliseconds: Self.tickMilliseconds) {
      case .end(let number):
        opening.cancel()
        if isDeviceLost {
          timeline.stop(
            Stop(cause: Stop.Cause(signal: number), steps: 0, lostSamples: 0), tick: 0,
            monotonicNanoseconds: MonotonicTime.now())
          send()
        }
        return .ended
      case .reload:
        do { settings = try reload() } catch { warn("the configuration was not read again: \(error)") }
      case .report: if isDeviceLost { tellHealth(at: now) }
      case .woken, .timeout: break
      }
    }
  }

  private mutating func tellWaiting(for plan: Listener.Plan, _ trouble: CaptureError, at now: Int64) {
    isDeviceLost = true
    warn(trouble.message + "; it is waited for")
    service.status("waiting for \(plan.name)")
    service.ready()
    timeline.device(Device(restored: false, code: trouble.code, call: .open), tick: 0, monotonicNanoseconds: now)
    send()
  }

  private mutating func tellHealth(at now: Int64) {
    let health = Health(
      uptimeSeconds: Double(now - began) / 1e9, steps: 0, lostSamples: 0, stepMicroseconds: (p50: 0, p99: 0, max: 0))
    timeline.health(health, tick: 0, monotonicNanoseconds: now)
    send()
  }

  private mutating func send() {
    // The queue holds hours of heartbeats, and the writer empties it.
    while let event = timeline.nextEvent() { _ = events?.write(event) }
    writerBell.ring()
  }
}
