public import Capture
internal import Glibc
public import Model
internal import Ring
internal import Synchronization
internal import Timeline

/// Wires the live stages and owns their threads: capture → analysis → writer. The main thread watches over them.
///
///     thread "opening" ─ once ─▶ thread "capture" ── SampleRing, MarkRing ──▶ thread "analysis" ── EventQueue ──▶ thread "writer" ──▶ descriptor
///     a microphone, a pipe: a thread each; files share one ─▶ rings of each ─▶ one thread for all streams
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
    /// Whether it also tells how loud it is, ten times a second.
    public var tellsLevels: Bool
    /// Which channel it is, counted from 1, where each channel of a file is a stream of its own: its events then carry it.
    public var channelNumber: Int?
    /// Opens the source; it may take as long as it likes.
    public var open: @Sendable () throws -> any Source

    public init(
      kind: String, name: String, channel: ChannelChoice, isLossless: Bool, waits: Bool = false, tellsLevels: Bool = false,
      channelNumber: Int? = nil,
      open: @escaping @Sendable () throws -> any Source
    ) {
      self.kind = kind
      self.name = name
      self.channel = channel
      self.isLossless = isLossless
      self.waits = waits
      self.tellsLevels = tellsLevels
      self.channelNumber = channelNumber
      self.open = open
    }

    var isLive: Bool { kind == "alsa" }
  }

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

  /// Listens to one input: see `run(_:until:target:)` for several.
  @discardableResult
  public func run(_ plan: Plan, until signals: borrowing ProcessSignals, target: EventTarget) throws -> Bool {
    try run([plan], until: signals, target: target)
  }

  /// Listens until every input has ended, a signal comes or the reader goes; events go to `target`.
  /// - Returns: whether a signal ended it.
  /// - Precondition: there is an input, and all of them are lossless or none is: the analysis waits for the writer, or never.
  /// - Throws: what opening an input throws, or `ListeningError` when it cannot begin, or when an input, the output or the weights failed
  ///   on the way.
  @discardableResult
  public func run(_ plans: [Plan], until signals: borrowing ProcessSignals, target: EventTarget) throws -> Bool {
    let isLossless = plans.contains(where: \.isLossless)
    precondition(!plans.isEmpty && plans.allSatisfy { $0.isLossless == isLossless }, "inputs that wait beside inputs that don't")
    RealTimeMemory.useOneHeap()
    let began = MonotonicTime.now()
    let (queue, writerBell) = (EventQueue(inputs: plans.count), try Self.makeDoorbell())
    let book = StreamBook(StreamDescription(model: model, settings: settings, version: version, plans: plans))
    let writer = EventWriter(
      queue: queue, doorbell: writerBell, target: target, description: book.description, isLossless: isLossless, warn: warn)
    let writing = try WriterThread(writer, waker: signals.waker)

    var arrival = Arrival(
      inputs: plans.count, settings: settings, events: queue.makeProducer(), writerBell: writerBell, service: service, reload: reload,
      began: began, warn: warn)
    switch try arrival.wait(for: plans, until: signals, writing) {
    case .ended:
      writer.finish()
      writing.end(signals)
      return true
    case .readerGone:
      return false
    case .open(let sources):
      return try listen(to: sources, plans, arrival, book, writing, signals)
    }
  }

  /// Inputs are open: starts capture and analysis, and watches over them to the end.
  private func listen(
    to sources: [(any Source)?], _ plans: [Plan], _ arrival: consuming Arrival, _ book: StreamBook, _ writing: WriterThread,
    _ signals: borrowing ProcessSignals
  ) throws -> Bool {
    RealTimeMemory.releaseUnused()
    let isLive = plans.contains(where: \.isLive)
    let links = AnalysisLoop.Links(
      capture: try Self.makeDoorbell(), writer: writing.writer.doorbell, stop: writing.stop, stopCause: StopCause(),
      mailbox: AnalysisMailbox(), progress: Progress())
    writing.whenEnded = links.capture
    var inputs = try Inputs(model: model, plans: plans, links: links, book: book, areLost: arrival.areLost, locked: RealTimeMemory.lock())
    for (place, source) in sources.enumerated() {
      if let source { try inputs.open(place, source, arrival.settings, isFirst: true) }
    }
    try inputs.startFiles()
    if isLive, !inputs.isRealTime {
      warn("no real-time scheduling or locked memory (run as root, or grant CAP_SYS_NICE and CAP_IPC_LOCK): samples may be lost under load")
    }
    writing.writer.describe(book.description)
    let (settings, sequence, openings) = (arrival.settings, arrival.sequence, arrival.openings)
    let loop = AnalysisLoop(
      seats: inputs.seats, events: arrival.takeEvents(), links: links, isLossless: plans[0].isLossless, isLive: isLive,
      healthSeconds: settings.healthSeconds, firstSequence: sequence, began: MonotonicTime.now())
    let moved = Handover(loop)
    let analysing = try RealTimeThread(name: "analysis", priority: isLive ? Self.analysisPriority : 0) {
      guard var loop = moved.take() else { return }
      loop.run()
      writing.writer.finish()
    }
    var supervision = Supervision(
      model: model, settings: settings, inputs: inputs, openings: openings, links: links, book: book, writing: writing, service: service,
      reload: reload, warn: warn)
    let ending = supervision.run(until: signals)
    service.stopping()
    switch ending {
    case .signal(let number):
      links.stopCause.set(Stop.Cause(signal: number))
      writing.end(signals)
      return true
    case .failed(let error):
      links.stopCause.set(.damage)
      writing.end(signals)
      throw error
    case .writerEnded: break
    }
    // A reader that has gone ends the process at once: the other threads may be waiting for it.
    guard try writing.wroteEverything() else { return false }
    analysing.join()
    try supervision.inputs.join()
    return false
  }

  private static func makeDoorbell() throws(ListeningError) -> Doorbell {
    do { return try Doorbell() } catch { throw ListeningError(.system, error.description) }
  }
}

/// Carries a value that cannot be copied into a thread's body, once.
final class Handover<Value: ~Copyable>: @unchecked Sendable {
  // SAFETY: set before the thread starts, taken by that thread alone; thread start orders the two.
  private var value: Value?

  init(_ value: consuming Value) {
    self.value = consume value
  }

  func take() -> Value? {
    value.take()
  }
}
