/// Posteriors in, events out: a pure state machine that numbers every event of a stream.
///
///     StepReading ─▶ Decision ─▶ estimate (every 0.5 s)
///                        ├─────▶ Settling ─▶ change
///                        └─────▶ RuleWatch ─▶ alert
///     gap, signal, device, fault, level, health, stop ▶ numbered and queued in order
///
/// Nothing here knows of audio, threads or clocks. Events wait in a small queue until `nextEvent()`.
/// - Real-time: all but `init`.
public struct Timeline: ~Copyable {
  private var thresholds: Thresholds
  private var decision = Decision()
  private var settling = Settling()
  // SAFETY: owned by this value alone and freed with it.
  private let watches: UnsafeMutablePointer<RuleWatch>  // [mostRules]
  private var watchCount: Int
  /// Keeps the pointers below alive.
  private let tray: EventTray
  // SAFETY: see EventTray; only the thread of this stream, and of all that share the tray, reaches them.
  private let nextWatches: UnsafeMutablePointer<RuleWatch>  // [mostRules]
  private let queue: UnsafeMutablePointer<Event>
  private let ends: UnsafeMutablePointer<(head: Int, count: Int)>
  /// The next event's number.
  public private(set) var sequence: UInt64 = 0

  /// The answer after the last step, `nil` before the first.
  public private(set) var latest: Estimate?
  /// The answer after the last step that held speech: what a short recording is scored by.
  public private(set) var latestSpoken: Estimate?
  private var latestTick: Int64 = 0
  private var latestMonotonic: Int64 = 0
  private var latestWasSent = true
  private var startOfStream = true

  public static let mostRules = 32

  /// - Parameter tray: where its events wait, with those of other streams of the same thread; nil: one of its own.
  /// - Precondition: at most `mostRules` rules.
  public init(_ configuration: TimelineConfiguration, tray shared: EventTray? = nil) {
    precondition(configuration.rules.count <= Self.mostRules, "at most \(Self.mostRules) rules")
    thresholds = Thresholds(configuration)
    watches = .allocate(capacity: Self.mostRules)
    watchCount = configuration.rules.count
    for (index, rule) in configuration.rules.enumerated() { (watches + index).initialize(to: RuleWatch(rule, name: index)) }
    tray = shared ?? EventTray()
    (nextWatches, queue, ends) = (tray.watches, tray.queue, tray.ends)
  }

  deinit {
    watches.deallocate()
  }

  /// The stream begins.
  @_noLocks public mutating func start(monotonicNanoseconds: Int64) {
    push(.start, tick: 0, monotonic: monotonicNanoseconds)
  }

  /// Takes one step.
  @_noLocks public mutating func step(_ reading: StepReading) {
    let estimate = decision.step(reading, thresholds)
    latest = estimate
    if reading.speech >= thresholds.speechThreshold { latestSpoken = estimate }
    latestTick = reading.endTick
    latestMonotonic = reading.monotonicNanoseconds
    latestWasSent = false
    // The last whole step that ends by k·every is this one, if the next would end after it.
    if startOfStream || nextDue(after: reading.endTick) < reading.endTick + 640 { sendEstimate() }
    startOfStream = false
    if let change = settling.step(estimate, at: reading.endTick, thresholds) { push(.change(change)) }
    for index in 0..<watchCount {
      // Copied out and back: the compiler of 6.3.1 breaks under ThreadSanitizer where a pointer's element is changed in its place.
      var watch = watches[index]
      let turned = watch.step(estimate, at: reading.endTick)
      (watches + index).initialize(to: watch)
      if let turned {
        push(.alert(Alert(rule: watch.name, raised: turned.raised, sinceTick: turned.since)))
      }
    }
  }

  /// Samples were lost; the stream goes on at `endTick`.
  @_noLocks public mutating func gap(_ gap: Gap, keeping share: Float, endTick: Int64, monotonicNanoseconds: Int64) {
    // The last step before the gap is also the last that ends by a time in it, when an estimate was due.
    if !latestWasSent, nextDue(after: latestTick) <= endTick { sendEstimate() }
    latestWasSent = true
    if share < 1 { decision.forget(keeping: share) }
    if share == 0 { leaveEverything(at: endTick, monotonicNanoseconds) }
    push(.gap(gap), tick: endTick, monotonic: monotonicNanoseconds)
  }

  @_noLocks public mutating func device(_ device: Device, tick: Int64, monotonicNanoseconds: Int64) {
    // What was heard before is no answer any more, however long the microphone stays away.
    latestWasSent = true
    push(.device(device), tick: tick, monotonic: monotonicNanoseconds)
    if !device.restored { leaveEverything(at: tick, monotonicNanoseconds) }
  }

  /// The network's memory was damaged and begins anew: nothing that was said since then holds.
  @_noLocks public mutating func fault(_ fault: Fault, tick: Int64, monotonicNanoseconds: Int64) {
    latestWasSent = true
    decision.forget(keeping: 0)
    push(.fault(fault), tick: tick, monotonic: monotonicNanoseconds)
    leaveEverything(at: tick, monotonicNanoseconds)
  }

  /// Goes on with other thresholds and rules. A rule that is watched as before keeps what it has seen; a raised one that is no more is
  /// cleared.
  @_noLocks public mutating func apply(_ update: TimelineUpdate.Parts, tick: Int64, monotonicNanoseconds: Int64) {
    thresholds = update.thresholds
    for new in 0..<update.ruleCount { (nextWatches + new).initialize(to: update.watches[new]) }
    for old in 0..<watchCount {
      var goesOn = false
      for new in 0..<update.ruleCount {
        var watch = nextWatches[new]
        guard watch.takeOver(watches[old]) else { continue }
        goesOn = true
        (nextWatches + new).initialize(to: watch)
      }
      var watch = watches[old]
      if !goesOn, watch.clear() {
        let alert = Alert(rule: watch.name, raised: false, sinceTick: tick)
        push(.alert(alert), tick: tick, monotonic: monotonicNanoseconds)
      }
    }
    watchCount = update.ruleCount
    for index in 0..<watchCount { (watches + index).initialize(to: nextWatches[index]) }
  }

  /// The microphone is suspicious from here on, or well again.
  @_noLocks public mutating func signal(_ signal: Signal, tick: Int64, monotonicNanoseconds: Int64) {
    decision.isBadSignal = signal.isBad
    push(.signal(signal), tick: tick, monotonic: monotonicNanoseconds)
    guard signal.isBad else { return }
    // An answer of before that was not sent yet is none any more.
    latest?.reason = .badSignal
    leaveEverything(at: tick, monotonicNanoseconds)
  }

  @_noLocks public mutating func level(_ level: Level, tick: Int64, monotonicNanoseconds: Int64) {
    push(.level(level), tick: tick, monotonic: monotonicNanoseconds)
  }

  @_noLocks public mutating func health(_ health: Health, tick: Int64, monotonicNanoseconds: Int64) {
    push(.health(health), tick: tick, monotonic: monotonicNanoseconds)
  }

  /// The stream ends: the last step's estimate, if it was not sent, and the totals.
  @_noLocks public mutating func stop(_ stop: Stop, tick: Int64, monotonicNanoseconds: Int64) {
    if !latestWasSent { sendEstimate() }
    push(.stop(stop), tick: tick, monotonic: monotonicNanoseconds)
  }

  /// The first multiple of `every` that is not before `tick`.
  @_noLocks private func nextDue(after tick: Int64) -> Int64 {
    (tick + thresholds.everyTicks - 1) / thresholds.everyTicks * thresholds.everyTicks
  }

  /// Nothing is known any more: no emotion is settled, and no alert stays raised.
  @_noLocks private mutating func leaveEverything(at tick: Int64, _ monotonic: Int64) {
    if let latest, let change = settling.leave(latest) { push(.change(change), tick: tick, monotonic: monotonic) }
    for index in 0..<watchCount {
      var watch = watches[index]
      guard watch.clear() else { continue }
      (watches + index).initialize(to: watch)
      push(.alert(Alert(rule: watch.name, raised: false, sinceTick: tick)), tick: tick, monotonic: monotonic)
    }
  }

  /// The next event in order, if one waits.
  @_noLocks public mutating func nextEvent() -> Event? {
    let (head, count) = ends.pointee
    guard count > 0 else { return nil }
    ends.initialize(to: ((head + 1) % 64, count - 1))
    return queue[head]
  }

  @_noLocks private mutating func sendEstimate() {
    if let latest { push(.estimate(latest)) }
    latestWasSent = true
  }

  @_noLocks private mutating func push(_ content: Event.Content) {
    push(content, tick: latestTick, monotonic: latestMonotonic)
  }

  @_noLocks private mutating func push(_ content: Event.Content, tick: Int64, monotonic: Int64) {
    let (head, count) = ends.pointee
    precondition(count < 64, "events must be taken after every call")
    let event = Event(sequence: sequence, monotonicNanoseconds: monotonic, tick: tick, content: content)
    (queue + (head + count) % 64).initialize(to: event)
    ends.initialize(to: (head, count + 1))
    sequence += 1
  }
}
