internal import CKernels
internal import Glibc
internal import Network
internal import Ring
internal import Synchronization
internal import Timeline

/// The analysis thread: samples and marks from every input's rings, in order, through its stream's analysis, events to the writer.
///
///     turn: from each stream what has come, until a step's features are whole ─▶ StreamBatch ─▶ the network once for all ─▶ events
///
/// A stream makes one step a turn, so that none keeps the others waiting. It never allocates after `init`, and waits in two places only:
/// for the captures' doorbell, and, where nothing may be lost, for room in the event queue. What it calls for each sample and step carries
/// `@_noLocks`; the loop itself reaches through references (doorbells, the stop flag, the mailbox), which the attribute forbids and the
/// heap probe allows.
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

  /// Where a seat's stream is.
  private enum Standing: UInt8, BitwiseCopyable {
    /// A microphone that is still waited for.
    case absent, present, over
  }

  private let seats: StreamSeats
  // SAFETY: see StreamSeats; a seat is reached once it is `present`.
  private let streams: UnsafeMutablePointer<ListenedStream>
  private let count: Int
  // SAFETY: owned by this value alone, freed with it.
  private let standings: UnsafeMutablePointer<Standing>  // [count]
  private let nextHealths: UnsafeMutablePointer<Int64>  // [count]
  private var batch = StreamBatch()
  private let events: EventQueue.Producer
  private let links: Links
  private let isLossless: Bool
  private let isLive: Bool
  private let healthNanoseconds: Int64

  /// CLOCK_MONOTONIC of the beginning, before the first sample.
  private let began: Int64
  private var nextHealth: Int64
  private var stopSeen: Int64 = 0
  /// The next event's number, over all streams.
  private var sequence: UInt64
  /// Events that found the queue full, told by the next that does not.
  private var dropped: UInt64 = 0
  /// Streams that are not over.
  private var left: Int
  private var absent: Int
  private var ended = false

  /// - Parameters:
  ///   - seats: those that are not taken yet are microphones that are waited for, and told as lost.
  ///   - firstSequence: how many events were sent before.
  init(
    seats: StreamSeats, events: consuming EventQueue.Producer, links: Links, isLossless: Bool, isLive: Bool, healthSeconds: Double,
    firstSequence: UInt64, began: Int64
  ) {
    self.seats = seats
    streams = seats.first
    count = seats.count
    self.events = events
    self.links = links
    self.isLossless = isLossless
    self.isLive = isLive
    self.began = began
    sequence = firstSequence
    left = count
    absent = count
    healthNanoseconds = Int64(healthSeconds * 1e9)
    nextHealth = 0
    standings = .allocate(capacity: count)
    standings.initialize(repeating: .absent, count: count)
    nextHealths = .allocate(capacity: count)
    // Spread over the interval, so that a thousand heartbeats don't come at once.
    for index in 0..<count {
      (nextHealths + index).initialize(to: began + healthNanoseconds - Int64(index) * (healthNanoseconds / Int64(count)))
    }
  }

  deinit {
    standings.deallocate()
    nextHealths.deallocate()
  }

  /// From each stream's `start` to the last one's `stop`.
  mutating func run() {
    ck_flush_denormals()
    while !ended {
      readMail()
      if !turn() { waitForMore() }
      heartbeat()
      links.progress.turn()
    }
    for index in 0..<count where standings[index] != .over { finish(index) }
  }

  /// Begins the streams whose inputs have opened.
  private mutating func welcome() {
    guard absent > 0 else { return }
    for index in 0..<count where standings[index] == .absent && seats.isTaken(index) {
      (standings + index).initialize(to: .present)
      absent -= 1
      streams[index].analysis.start(at: MonotonicTime.now())
      send(index)
    }
  }

  /// One step of each stream that has the samples for it.
  /// - Returns: `false` when nothing had come.
  private mutating func turn() -> Bool {
    var came = false
    for index in 0..<count where standings[index] == .present {
      if pull(index) { came = true }
      if batch.isFull() { finishBatch() }
    }
    finishBatch()
    return came
  }

  /// Takes what one stream has, until a step waits in the batch.
  /// - Returns: `false` when nothing had come.
  private mutating func pull(_ index: Int) -> Bool {
    var came = false
    while true {
      switch streams[index].analysis.prepareStep() {
      case .ready:
        streams[index].analysis.join(&batch, as: index)
        // A fault that was mended before the step; all streams have one tray.
        send(index)
        return true
      case .begunAnew:
        came = true
        send(index)
        continue
      case .missing: break
      }
      guard streams[index].advance() else { break }
      came = true
      send(index)
      if streams[index].sawEnd {
        finish(index)
        return true
      }
    }
    if came { streams[index].tellProgress() }
    return came
  }

  private mutating func finishBatch() {
    guard batch.count > 0 else { return }
    // All streams have the same network.
    batch.run(streams[batch.stream(0)].analysis.network)
    for step in 0..<batch.count {
      let index = batch.stream(step)
      streams[index].analysis.finishStep(batch.output(step), nanoseconds: batch.nanosecondsEach)
      send(index)
      streams[index].tellProgress()
    }
    batch.clear()
  }

  /// What the main thread asks for.
  private mutating func readMail() {
    welcome()
    if let update = links.mailbox.takeUpdate() {
      // A stream that was seated before the update was offered still has the thresholds of before.
      welcome()
      for index in 0..<count where standings[index] == .present {
        streams[index].analysis.apply(update, at: MonotonicTime.now())
        send(index)
      }
    }
    if let network = links.mailbox.takeNetwork() {
      welcome()
      for index in 0..<count where standings[index] == .present {
        streams[index].analysis.replaceNetwork(network, at: MonotonicTime.now())
        send(index)
      }
    }
    if links.mailbox.takeSoundness() {
      for index in 0..<count where standings[index] == .present { streams[index].analysis.soundWeights() }
    }
    if links.mailbox.takeHealthRequest() {
      for index in 0..<count where standings[index] != .over { sendHealth(index, at: MonotonicTime.now()) }
    }
  }

  /// Sleeps until a capture rings or a heartbeat is due; after a stop, no longer than 0.2 s for the captures' ends.
  private mutating func waitForMore() {
    let now = MonotonicTime.now()
    if links.stop.isStopped {
      if stopSeen == 0 { stopSeen = now }
      if now - stopSeen > 200_000_000 || left == absent {
        ended = true
        return
      }
    }
    if isLive {
      for index in 0..<count where standings[index] == .present {
        guard streams[index].listenForSilence(at: now) else { continue }
        send(index)
        streams[index].tellProgress()
      }
    }
    let untilHealth = (nextHealth - now) / 1_000_000 + 1
    let longest: Int64 = links.stop.isStopped ? 20 : isLive ? 100 : 1000
    let timeout = untilHealth < longest ? untilHealth : longest
    links.capture.wait(timeoutMilliseconds: timeout > 0 ? Int32(timeout) : 0)
  }

  private mutating func heartbeat() {
    let now = MonotonicTime.now()
    guard now >= nextHealth else { return }
    nextHealth = .max
    for index in 0..<count where standings[index] != .over {
      if now >= nextHealths[index] {
        sendHealth(index, at: now)
        let next = nextHealths[index] + healthNanoseconds
        (nextHealths + index).initialize(to: next <= now ? now + healthNanoseconds : next)
      }
      if nextHealths[index] < nextHealth { nextHealth = nextHealths[index] }
    }
  }

  private mutating func sendHealth(_ index: Int, at now: Int64) {
    let uptime = Double(now - began) / 1e9
    if standings[index] == .absent {
      let health = Health(uptimeSeconds: uptime, steps: 0, lostSamples: 0, stepMicroseconds: (p50: 0, p99: 0, max: 0))
      queue(Event(sequence: 0, monotonicNanoseconds: now, tick: 0, content: .health(health)), of: index)
      links.writer.ring()
    } else {
      streams[index].analysis.health(uptimeSeconds: uptime, at: now)
      send(index)
    }
  }

  /// A stream's end: what its resampler still holds, the last steps, and the totals.
  private mutating func finish(_ index: Int) {
    let wasPresent = standings[index] == .present
    (standings + index).initialize(to: .over)
    left -= 1
    if left == 0 { ended = true }
    guard wasPresent else {
      absent -= 1
      let stop = Stop(cause: links.stopCause.value, steps: 0, lostSamples: 0)
      queue(Event(sequence: 0, monotonicNanoseconds: MonotonicTime.now(), tick: 0, content: .stop(stop)), of: index)
      links.writer.ring()
      return
    }
    while streams[index].analysis.step() { send(index) }
    streams[index].analysis.finish()
    while streams[index].analysis.step() { send(index) }
    streams[index].loseRest(at: MonotonicTime.now())
    send(index)
    streams[index].stop(streams[index].hasFailed ? .inputError : links.stopCause.value, at: MonotonicTime.now())
    send(index)
    streams[index].tellProgress()
  }

  /// Hands every waiting event of a stream to the writer. A live stream never waits here: the writer empties the queue into its bounded
  /// backlog even when the reader stalls, and where even the writer hangs (a terminal that was stopped), the event is dropped and counted.
  private mutating func send(_ index: Int) {
    var sent = false
    while let event = streams[index].analysis.nextEvent() {
      queue(event, of: index)
      sent = true
    }
    if sent { links.writer.ring() }
  }

  /// Numbers an event over all streams, and queues it.
  private mutating func queue(_ made: Event, of index: Int) {
    var event = made
    event.source = Int32(index)
    event.sequence = sequence
    event.droppedBefore = dropped
    sequence += 1
    var isQueued = events.write(event)
    while !isQueued, isLossless {
      links.writer.ring()
      // Waiting for a reader is no hanging.
      links.progress.turn()
      usleep(1000)
      isQueued = events.write(event)
    }
    dropped = isQueued ? 0 : dropped + 1
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
