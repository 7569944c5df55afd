internal import Capture
internal import Glibc
internal import Model
internal import Timeline

/// The main thread's work while the streams run: signals, the service manager's watchdog and status, the weights in memory, and microphones
/// that are still waited for.
struct Supervision {
  enum Ending {
    case signal(Int32)
    /// The inputs have ended, or the reader has gone.
    case writerEnded
    /// The weights are damaged for good, or a microphone that was waited for cannot be listened to.
    case failed(any Error)
  }

  private(set) var inputs: Inputs
  /// By the inputs' places; some may be at work on microphones that are waited for.
  private let openings: [InputOpening]
  private var absent: Set<Int>
  private let links: AnalysisLoop.Links
  private let book: StreamBook
  private let writing: WriterThread
  private let service: ServiceManager
  private let reload: @Sendable () throws -> Settings
  private let warn: @Sendable (String) -> Void
  private var settings: Settings
  /// The last two: the analysis may be at work on the first while the second waits.
  private var updates: [TimelineUpdate] = []
  private var weights: WeightGuard
  /// One for each microphone, or for the loop.
  private var watchdogs: [Watchdog]
  private var nextLife: Int64 = 0
  private var isReady = false
  private var isHung = false
  private var status = ""

  /// Once a second, and ten times until the first sample has come.
  private static let tickMilliseconds: Int32 = 1000
  private static let firstTickMilliseconds: Int32 = 100

  init(
    model: Model, settings: Settings, inputs: Inputs, openings: [InputOpening], links: AnalysisLoop.Links, book: StreamBook,
    writing: WriterThread, service: ServiceManager, reload: @escaping @Sendable () throws -> Settings,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.inputs = inputs
    self.openings = openings
    absent = Set(inputs.plans.indices.filter { !inputs.seats.isTaken($0) })
    self.links = links
    self.book = book
    self.writing = writing
    self.service = service
    self.reload = reload
    self.warn = warn
    self.settings = settings
    weights = WeightGuard(model, at: MonotonicTime.now())
    let signs = Watchdog.Signs(steps: 0, turns: 0, isDeviceLost: false, captureNanoseconds: 0)
    watchdogs = inputs.plans.map { Watchdog(isLive: $0.isLive, signs) }
  }

  mutating func run(until signals: borrowing ProcessSignals) -> Ending {
    while true {
      let now = MonotonicTime.now()
      tellReadiness()
      feedWatchdog(at: now)
      do {
        try seatArrivals()
        if try weights.look(links.mailbox, at: now) {
          warn("the weights were damaged in memory and are loaded again")
          links.capture.ring()
        }
      } catch {
        return .failed(error)
      }
      switch signals.wait(milliseconds: tickMilliseconds) {
      case .end(let number): return .signal(number)
      // (Another thread may have woken us before.)
      case .woken: if writing.ending != nil { return .writerEnded }
      case .reload:
        writing.writer.reopen()
        reloadSettings()
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

  /// A microphone that was waited for has opened: its stream joins the others.
  private mutating func seatArrivals() throws {
    for place in absent {
      guard let source = try openings[place].result?.get() else { continue }
      try inputs.open(place, source, settings, isFirst: false) { writing.writer.describe(book.description) }
      absent.remove(place)
      links.capture.ring()
    }
  }

  /// Microphones are ready with their first samples, anything else at once.
  private mutating func tellReadiness() {
    guard service.isThere else {
      isReady = true
      return
    }
    let plans = inputs.plans
    let isQuiet = plans.indices.contains { plans[$0].isLive && !absent.contains($0) && !inputs.progress[$0].hasHeard }
    if !isReady, !isQuiet {
      isReady = true
      service.ready()
    }
    let lost = plans.indices.filter { absent.contains($0) || inputs.progress[$0].isDeviceLost }.map { plans[$0].name }
    let what = plans.count == 1 ? plans[0].name : "\(plans.count - lost.count) of \(plans.count) inputs"
    let rate = plans.count == 1 ? " at \(book.description.inputs[0].rateHz) Hz" : ""
    let missing = lost.isEmpty ? "" : "\(lost.joined(separator: ", ")) \(lost.count == 1 ? "is" : "are") lost; "
    let text =
      !lost.isEmpty && plans.count == 1
      ? "\(missing)it is tried again until it is back"
      : isReady ? "\(missing)listening to \(what)\(rate)" : "waiting for the first sound of \(what)"
    if text != status {
      status = text
      service.status(text)
    }
  }

  /// Every microphone must be well: one that hangs comes back only when the program is started anew.
  private mutating func feedWatchdog(at now: Int64) {
    guard let interval = service.watchdogNanoseconds, now >= nextLife else { return }
    nextLife = now + interval / 2
    var isWell = true
    for place in inputs.plans.indices {
      let progress = inputs.progress[place]
      let signs = Watchdog.Signs(
        steps: progress.steps, turns: links.progress.turns, isDeviceLost: absent.contains(place) || progress.isDeviceLost,
        captureNanoseconds: pulse(place))
      if !watchdogs[place].look(signs, at: now) { isWell = false }
    }
    if isWell { service.alive() }
    if !isWell, !isHung { warn("nothing has advanced for \(interval / 2_000_000) ms: the service manager's watchdog is not fed") }
    isHung = !isWell
  }

  /// When the thread that captures an input, or waits for it, was last at work.
  private func pulse(_ place: Int) -> Int64 {
    absent.contains(place) ? openings[place].pulse.lastNanoseconds : inputs.pulses[place]?.lastNanoseconds ?? 0
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
    updates = updates.suffix(1) + [update]
    for _ in 0..<1000 where !links.mailbox.offer(update.parts) { usleep(1000) }
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
      ("purpose", purpose != new.purpose), ("agent_channel", agentChannel != new.agentChannel),
      ("gender", gender != new.gender), ("health", healthSeconds != new.healthSeconds),
    ].filter(\.1).map(\.0)
  }
}
