internal import CKernels
internal import Glibc
internal import Ring
internal import Synchronization
internal import Timeline

/// The analysis thread: samples and marks from the rings, in order, through the stream's analysis, events to the writer.
///
/// It never allocates after `init`, and waits in two places only: for the capture's doorbell, and, where nothing may be lost, for
/// room in the event queue. What it calls for each sample and step carries `@_noLocks`; the loop itself reaches through references
/// (doorbells, the stop flag, the mailbox), which the attribute forbids and the heap probe allows.
struct AnalysisLoop: ~Copyable {
  /// What it shares with the other threads.
  struct Links: Sendable {
    var capture: Doorbell
    var writer: Doorbell
    var stop: StopFlag
    var stopCause: StopCause
    var mailbox: AnalysisMailbox
    var progress: Progress
  }

  private var analysis: StreamAnalysis
  private let samples: SampleRing.Consumer
  private let marks: MarkRing.Consumer
  private let events: EventQueue.Producer
  private let links: Links
  private let isLossless: Bool
  private let isLive: Bool
  private let healthNanoseconds: Int64
  // SAFETY: owned by this value alone, freed with it.
  /// [StreamAnalysis.mostSamples]
  private let buffer: UnsafeMutablePointer<Float>

  /// CLOCK_MONOTONIC of the stream's beginning, before the first sample.
  private let began: Int64
  private var nextHealth: Int64 = 0
  private var stopSeen: Int64 = 0
  /// When the capture last gave something.
  private var lastHeard: Int64
  /// After so much silence a live microphone is lost, whatever hangs: the capture's own limits (0.8 s; 3 s for the first period) and a little.
  private var longestSilence: Int64 = 3_200_000_000
  private let laterSilence: Int64 = 950_000_000
  /// This loop, not the capture, found the microphone lost, or it was so before the stream began: its first samples bring it back.
  private var foundLost = false
  /// Events that found the queue full, told by the next that does not.
  private var dropped: UInt64 = 0
  private var ended = false
  /// The capture said that nothing follows.
  private var sawEnd = false

  init(
    analysis: consuming StreamAnalysis, samples: consuming SampleRing.Consumer, marks: consuming MarkRing.Consumer,
    events: consuming EventQueue.Producer, links: Links, isLossless: Bool, isLive: Bool, healthSeconds: Double, began: Int64
  ) {
    foundLost = analysis.isDeviceLost
    self.analysis = analysis
    self.samples = samples
    self.marks = marks
    self.events = events
    self.links = links
    self.isLossless = isLossless
    self.isLive = isLive
    self.began = began
    lastHeard = began
    healthNanoseconds = Int64(healthSeconds * 1e9)
    buffer = .allocate(capacity: StreamAnalysis.mostSamples)
    buffer.initialize(repeating: 0, count: StreamAnalysis.mostSamples)
  }

  deinit {
    buffer.deallocate()
  }

  /// From `start` to `stop`.
  mutating func run() {
    ck_flush_denormals()
    nextHealth = began + healthNanoseconds
    analysis.start(at: began)
    sendEvents()
    while !ended {
      readMail()
      if advance() { lastHeard = MonotonicTime.now() } else { waitForMore() }
      heartbeat()
      links.progress.turn(analysis)
    }
    finish()
  }

  /// Takes what has come: samples up to the next mark, then the mark.
  /// - Returns: `false` when there was nothing.   - Real-time: yes.
  private mutating func advance() -> Bool {
    // The count is read before the marks: a mark before these samples is then seen.
    let available = samples.availableCount
    let mark = marks.peek()
    var wanted = available < 4096 ? available : 4096
    if let mark {
      if mark.position <= analysis.position {
        marks.drop()
        take(mark)
        return true
      }
      let before = mark.position - analysis.position
      if before < UInt64(wanted) { wanted = Int(before) }
    }
    guard wanted > 0 else { return false }
    read(wanted)
    return true
  }

  private mutating func read(_ count: Int) {
    longestSilence = laterSilence
    if foundLost {
      foundLost = false
      analysis.device(Device(restored: true, code: 0), at: MonotonicTime.now())
      sendEvents()
    }
    var target = unsafe MutableSpan(_unsafeStart: buffer, count: count)
    let taken = samples.read(into: &target)
    analysis.feed(UnsafeBufferPointer(start: UnsafePointer(buffer), count: taken))
    takeSteps()
  }

  private mutating func takeSteps() {
    while analysis.step() { sendEvents() }
  }

  private mutating func take(_ mark: Mark) {
    switch mark.kind {
    case .time: analysis.captured(mark.position, at: mark.nanoseconds)
    case .gap: analysis.lose(mark.lost, cause: Self.cause(mark.cause), at: mark.nanoseconds)
    case .deviceLost:
      foundLost = false
      analysis.device(Device(restored: false, code: mark.code, call: Self.call(mark.call)), at: mark.nanoseconds)
    case .deviceRestored: analysis.device(Device(restored: true, code: 0), at: mark.nanoseconds)
    case .channels: analysis.channels(mark.code)
    case .end:
      ended = true
      sawEnd = true
      if mark.code != 0 { links.stopCause.set(.inputError) }
    }
    sendEvents()
  }

  private static func cause(_ cause: Mark.Cause) -> Gap.Cause {
    switch cause {
    case .overrun: .overrun
    case .suspend: .suspend
    case .device: .device
    case .ringFull: .ringFull
    }
  }

  private static func call(_ call: Mark.Call) -> Device.Call {
    switch call {
    case .start: .start
    case .read: .read
    case .silence: .silence
    }
  }

  /// What the main thread asks for.
  private mutating func readMail() {
    if let update = links.mailbox.takeUpdate() { analysis.apply(update, at: MonotonicTime.now()) }
    if let network = links.mailbox.takeNetwork() { analysis.replaceNetwork(network, at: MonotonicTime.now()) }
    if links.mailbox.takeSoundness() { analysis.soundWeights() }
    if links.mailbox.takeHealthRequest() { sendHealth(at: MonotonicTime.now()) }
    sendEvents()
  }

  /// Sleeps until the capture rings or the heartbeat is due; after a stop, no longer than 0.2 s for the capture's end.
  private mutating func waitForMore() {
    let now = MonotonicTime.now()
    if links.stop.isStopped {
      if stopSeen == 0 { stopSeen = now }
      if now - stopSeen > 200_000_000 {
        ended = true
        return
      }
    }
    if isLive, !analysis.isDeviceLost, now - lastHeard > longestSilence {
      foundLost = true
      analysis.device(Device(restored: false, code: -ETIMEDOUT, call: .silence), at: now)
      sendEvents()
    }
    let untilHealth = (nextHealth - now) / 1_000_000 + 1
    let longest: Int64 = links.stop.isStopped ? 20 : isLive ? 100 : 1000
    let timeout = untilHealth < longest ? untilHealth : longest
    links.capture.wait(timeoutMilliseconds: timeout > 0 ? Int32(timeout) : 0)
  }

  private mutating func heartbeat() {
    let now = MonotonicTime.now()
    guard now >= nextHealth else { return }
    nextHealth += healthNanoseconds
    if nextHealth <= now { nextHealth = now + healthNanoseconds }
    sendHealth(at: now)
  }

  private mutating func sendHealth(at now: Int64) {
    analysis.health(uptimeSeconds: Double(now - began) / 1e9, at: now)
    sendEvents()
  }

  private mutating func finish() {
    analysis.finish()
    takeSteps()
    // Where the capture hangs and tells no end, what is missing until now is told here.
    if isLive, !sawEnd, analysis.isDeviceLost {
      let now = MonotonicTime.now()
      let missing = analysis.samplesMissing(at: now)
      if missing > 0 { analysis.lose(missing, cause: .device, at: now) }
      sendEvents()
    }
    analysis.stop(links.stopCause.value, at: MonotonicTime.now())
    sendEvents()
  }

  /// Hands every waiting event to the writer. A live stream never waits here: the writer empties the queue into its bounded backlog
  /// even when the reader stalls, and where even the writer hangs (a terminal that was stopped), the event is dropped and counted.
  private mutating func sendEvents() {
    var sent = false
    while var event = analysis.nextEvent() {
      event.droppedBefore = dropped
      var isQueued = events.write(event)
      while !isQueued, isLossless {
        links.writer.ring()
        // Waiting for a reader is no hanging.
        links.progress.turn(analysis)
        usleep(1000)
        isQueued = events.write(event)
      }
      dropped = isQueued ? 0 : dropped + 1
      sent = true
    }
    if sent { links.writer.ring() }
  }
}

/// Why the stream ends, as the main thread knows it.
final class StopCause: Sendable {
  private let raw = Atomic<UInt8>(Stop.Cause.endOfInput.rawValue)

  var value: Stop.Cause { Stop.Cause(rawValue: raw.load(ordering: .acquiring)) ?? .endOfInput }

  func set(_ cause: Stop.Cause) {
    raw.store(cause.rawValue, ordering: .releasing)
  }
}

extension Stop.Cause {
  /// - Parameter signal: SIGINT or SIGTERM.
  init(signal: Int32) { self = signal == SIGINT ? .interrupt : .terminate }
}
