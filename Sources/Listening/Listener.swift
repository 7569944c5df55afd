public import Capture
internal import Glibc
public import Model
internal import Ring
internal import Synchronization
internal import Timeline

/// Wires the live stages and owns their threads: capture → analysis → writer. The main thread watches over them.
///
///     thread "opening" ─ once ─▶ thread "capture" ── SampleRing, MarkRing ──▶ thread "analysis" ── EventQueue ──▶ thread "writer" ──▶ descriptor
///     main thread: signals, watchdog, status, weights ◀────────── Progress, AnalysisMailbox ──────────┘
public struct Listener {
  /// Where the sound comes from and how nothing, or what, may be lost.
  public struct Plan: Sendable {
    /// `alsa`, `file` or `stdin`, and the name, before it is open.
    public var kind: String
    public var name: String
    public var channel: ChannelChoice
    /// True where the source waits for the ring: then the analysis waits for the writer.
    public var isLossless: Bool
    /// Whether a microphone that is missing at the start is waited for.
    public var waits: Bool
    /// Opens the source; it may take as long as it likes.
    public var open: @Sendable () throws -> any Source

    public init(
      kind: String, name: String, channel: ChannelChoice, isLossless: Bool, waits: Bool = false,
      open: @escaping @Sendable () throws -> any Source
    ) {
      self.kind = kind
      self.name = name
      self.channel = channel
      self.isLossless = isLossless
      self.waits = waits
      self.open = open
    }

    var isLive: Bool { kind == "alsa" }
  }

  /// Seconds of sound that the ring holds: what the analysis may be late by before a live sample is lost.
  private static let ringSeconds = 2
  private static let capturePriority: Int32 = 60
  private static let analysisPriority: Int32 = 50

  private let model: Model
  private let settings: Settings
  private let version: String
  private let service: ServiceManager
  private let reload: @Sendable () throws -> Settings
  private let warn: @Sendable (String) -> Void

  /// - Parameters:
  ///   - reload: reads the settings again, for SIGHUP.
  ///   - warn: takes a line for the diagnostics.
  public init(
    model: Model, settings: Settings, version: String, service: ServiceManager = ServiceManager(environment: [:]),
    reload: (@Sendable () throws -> Settings)? = nil, warn: @escaping @Sendable (String) -> Void
  ) {
    self.model = model
    self.settings = settings
    self.version = version
    self.service = service
    self.reload = reload ?? { settings }
    self.warn = warn
  }

  /// Listens until the input ends, a signal comes or the reader goes; events go to `descriptor`.
  /// - Returns: whether a signal ended it.
  /// - Throws: what opening the input throws, or `ListeningError` when it cannot begin, or when the input, the output or the weights failed
  ///   on the way.
  @discardableResult
  public func run(_ plan: Plan, until signals: borrowing ProcessSignals, descriptor: Int32) throws -> Bool {
    let began = MonotonicTime.now()
    let (queue, writerBell) = (EventQueue(), try Self.makeDoorbell())
    let book = StreamBook(StreamDescription(model: model, settings: settings, version: version, plan: plan))
    let writer = EventWriter(
      queue: queue, doorbell: writerBell, descriptor: descriptor, description: book.description, isLossless: plan.isLossless, warn: warn)
    let writing = try WriterThread(writer, waker: signals.waker)

    var arrival = Arrival(
      settings: settings, events: queue.makeProducer(), writerBell: writerBell, service: service, reload: reload, began: began, warn: warn)
    switch try arrival.wait(for: plan, until: signals, writing) {
    case .ended:
      writer.finish()
      writing.end(signals)
      return true
    case .readerGone:
      return false
    case .open(let source):
      return try listen(to: source, plan, arrival, book, writing, signals)
    }
  }

  /// The input is open: starts capture and analysis, and watches over them to the end.
  private func listen(
    to source: any Source, _ plan: Plan, _ arrival: consuming Arrival, _ book: StreamBook, _ writing: WriterThread,
    _ signals: borrowing ProcessSignals
  ) throws -> Bool {
    let format = source.format
    RealTimeMemory.releaseUnused()
    let locked = RealTimeMemory.lock()
    let (samples, marks) = (SampleRing(capacity: Self.ringSeconds * format.rateHz), MarkRing(capacity: 1024))
    let links = AnalysisLoop.Links(
      capture: try Self.makeDoorbell(), writer: writing.writer.doorbell, stop: writing.stop, stopCause: StopCause(),
      mailbox: AnalysisMailbox(), progress: Progress())
    writing.whenEnded = links.capture
    let settings = arrival.settings
    let (sequence, isDeviceLost) = (arrival.sequence, arrival.isDeviceLost)
    let analysis = try StreamAnalysis(
      model, rateHz: format.rateHz, settings.timeline, firstSequence: sequence, isDeviceLost: isDeviceLost)
    let loop = AnalysisLoop(
      analysis: analysis, samples: samples.makeConsumer(), marks: marks.makeConsumer(), events: arrival.takeEvents(), links: links,
      isLossless: plan.isLossless, isLive: plan.isLive, healthSeconds: settings.healthSeconds, began: MonotonicTime.now())

    let producers = Handover(Producers(samples: samples.makeProducer(), marks: marks.makeProducer()))
    let capture = try RealTimeThread(name: "capture", priority: plan.isLive ? Self.capturePriority : 0) {
      guard let ends = producers.take() else { return }
      ends.run(source, links.capture, links.stop)
    }
    if plan.isLive, !(capture.isFIFO && locked) {
      warn("no real-time scheduling or locked memory (run as root, or grant CAP_SYS_NICE and CAP_IPC_LOCK): samples may be lost under load")
    }
    book.begin(format, settings, fifo: capture.isFIFO, locked: locked)
    writing.writer.describe(book.description)
    let moved = Handover(loop)
    let analysing = try RealTimeThread(name: "analysis", priority: plan.isLive ? Self.analysisPriority : 0) {
      guard var loop = moved.take() else { return }
      loop.run()
      writing.writer.finish()
    }
    var supervision = Supervision(
      model: model, settings: settings, plan: plan, pulse: (source as? Microphone)?.pulse, links: links, book: book,
      writing: writing, service: service, reload: reload, warn: warn)
    let ending = supervision.run(until: signals)
    service.stopping()
    switch ending {
    case .signal(let number):
      links.stopCause.set(Stop.Cause(signal: number))
      writing.end(signals)
      return true
    case .damaged(let error):
      links.stopCause.set(.damage)
      writing.end(signals)
      throw error
    case .writerEnded: break
    }
    // A reader that has gone ends the process at once: the other threads may be waiting for it.
    guard try writing.wroteEverything() else { return false }
    analysing.join()
    capture.join()
    if let file = source as? FileSource, let failure = file.failure {
      throw ListeningError(failure.kind == .io ? .inputOutput : .dataError, failure.message)
    }
    return false
  }

  private static func makeDoorbell() throws(ListeningError) -> Doorbell {
    do { return try Doorbell() } catch { throw ListeningError(.system, error.description) }
  }
}

/// The writing ends of both rings, on their way to the capture thread.
private struct Producers: ~Copyable, Sendable {
  let samples: SampleRing.Producer
  let marks: MarkRing.Producer

  consuming func run(_ source: any Source, _ doorbell: Doorbell, _ stop: StopFlag) {
    source.run(samples: samples, marks: marks, doorbell: doorbell, stop: stop)
  }
}

/// Carries a value that cannot be copied into a thread's body, once.
private final class Handover<Value: ~Copyable>: @unchecked Sendable {
  // SAFETY: set before the thread starts, taken by that thread alone; thread start orders the two.
  private var value: Value?

  init(_ value: consuming Value) {
    self.value = consume value
  }

  func take() -> Value? {
    value.take()
  }
}
