internal import Capture
internal import Glibc
internal import Model
internal import Timeline

/// The main thread's work while the stream runs: signals, the service manager's watchdog and status, and the weights in memory.
struct Supervision {
  enum Ending {
    case signal(Int32)
    /// The input has ended, or the reader has gone.
    case writerEnded
    case damaged(ListeningError)
  }

  private let plan: Listener.Plan
  private let pulse: CapturePulse?
  private let links: AnalysisLoop.Links
  private let book: StreamBook
  private let writing: WriterThread
  private let service: ServiceManager
  private let reload: @Sendable () throws -> Settings
  private let warn: @Sendable (String) -> Void
  private var settings: Settings
  private var weights: WeightGuard
  private var watchdog: Watchdog
  private var nextLife: Int64 = 0
  private var isReady = false
  private var isHung = false
  private var status = ""

  /// Once a second, and ten times until the first sample has come.
  private static let tickMilliseconds: Int32 = 1000
  private static let firstTickMilliseconds: Int32 = 100

  init(
    model: Model, settings: Settings, plan: Listener.Plan, pulse: CapturePulse?, links: AnalysisLoop.Links, book: StreamBook,
    writing: WriterThread, service: ServiceManager, reload: @escaping @Sendable () throws -> Settings,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.plan = plan
    self.pulse = pulse
    self.links = links
    self.book = book
    self.writing = writing
    self.service = service
    self.reload = reload
    self.warn = warn
    self.settings = settings
    weights = WeightGuard(model, at: MonotonicTime.now())
    watchdog = Watchdog(isLive: plan.isLive, Watchdog.Signs(steps: 0, turns: 0, isDeviceLost: false, captureNanoseconds: 0))
  }

  mutating func run(until signals: borrowing ProcessSignals) -> Ending {
    while true {
      let now = MonotonicTime.now()
      tellReadiness()
      feedWatchdog(at: now)
      do throws(ListeningError) {
        if try weights.look(links.mailbox, at: now) {
          warn("the weights were damaged in memory and are loaded again")
          links.capture.ring()
        }
      } catch {
        return .damaged(error)
      }
      switch signals.wait(milliseconds: tickMilliseconds) {
      case .end(let number): return .signal(number)
      // (Another thread may have woken us before.)
      case .woken: if writing.ending != nil { return .writerEnded }
      case .reload: reloadSettings()
      case .report:
        links.mailbox.askForHealth()
        links.capture.ring()
      case .timeout: break
      }
    }
  }

  private var tickMilliseconds: Int32 {
    let tick = isReady ? Self.tickMilliseconds : Self.firstTickMilliseconds
    // At half the interval, and not a tick later.
    let half = service.watchdogNanoseconds.map { Int32(clamping: $0 / 4_000_000) } ?? tick
    return max(10, min(tick, half))
  }

  /// A microphone is ready with its first samples, anything else at once.
  private mutating func tellReadiness() {
    guard service.isThere else {
      isReady = true
      return
    }
    if !isReady, !plan.isLive || links.progress.hasHeard {
      isReady = true
      service.ready()
    }
    let text =
      links.progress.isDeviceLost
      ? "\(plan.name) is lost; it is tried again until it is back"
      : isReady ? "listening to \(plan.name) at \(book.description.rateHz) Hz" : "waiting for the first sound of \(plan.name)"
    if text != status {
      status = text
      service.status(text)
    }
  }

  private mutating func feedWatchdog(at now: Int64) {
    guard let interval = service.watchdogNanoseconds, now >= nextLife else { return }
    nextLife = now + interval / 2
    let signs = Watchdog.Signs(
      steps: links.progress.steps, turns: links.progress.turns, isDeviceLost: links.progress.isDeviceLost,
      captureNanoseconds: pulse?.lastNanoseconds ?? 0)
    let isWell = watchdog.look(signs, at: now)
    if isWell { service.alive() }
    if !isWell, !isHung { warn("nothing has advanced for \(interval / 2_000_000) ms: the service manager's watchdog is not fed") }
    isHung = !isWell
  }

  /// Thresholds and rules anew; a file that is broken changes nothing.
  private mutating func reloadSettings() {
    service.reloading()
    defer { service.ready() }
    let new: Settings
    do { new = try reload() } catch {
      warn("the configuration was not read again, the thresholds and rules stay as they were: \(error)")
      return
    }
    let update = book.update(new)
    // The names first: an alert may be made at once.
    writing.writer.describe(book.description)
    // The analysis takes it within its next turn, 0.1 s at most, unless it hangs.
    for _ in 0..<1000 where !links.mailbox.offer(update) { usleep(1000) }
    links.capture.ring()
    let left = settings.keysThatDiffer(from: new)
    warn(
      "the configuration was read again: thresholds and \(new.timeline.rules.count) alert rules"
        + (left.isEmpty ? "" : "; a restart is needed for \(left.joined(separator: ", "))"))
    settings.timeline = new.timeline
  }
}

extension Settings {
  /// Keys that only a start takes up, as far as they are others in `new`.
  func keysThatDiffer(from new: Settings) -> [String] {
    [
      ("device", device != new.device), ("channel", channel != new.channel), ("model", model != new.model),
      ("purpose", purpose != new.purpose), ("gender", gender != new.gender), ("health", healthSeconds != new.healthSeconds),
    ].filter(\.1).map(\.0)
  }
}
