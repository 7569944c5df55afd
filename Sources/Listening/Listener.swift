internal import CLinux
public import Capture
internal import Glibc
public import Model
internal import Ring
internal import Synchronization
internal import Timeline

/// Wires the live stages and owns their threads: capture → analysis → writer, and the signals that end them.
///
///     thread "capture" ── SampleRing, MarkRing ──▶ thread "analysis" ── EventQueue ──▶ thread "writer" ──▶ descriptor
public struct Listener {
  /// Where the sound comes from and how nothing, or what, may be lost.
  public struct Input: Sendable {
    public var source: any Source
    public var channel: ChannelChoice
    /// True where the source waits for the ring: then the analysis waits for the writer.
    public var isLossless: Bool

    public init(source: any Source, channel: ChannelChoice, isLossless: Bool) {
      self.source = source
      self.channel = channel
      self.isLossless = isLossless
    }
  }

  /// Seconds of sound that the ring holds: what the analysis may be late by before a live sample is lost.
  private static let ringSeconds = 2
  private static let capturePriority: Int32 = 60
  private static let analysisPriority: Int32 = 50

  private let model: Model
  private let settings: Settings
  private let version: String
  private let warn: @Sendable (String) -> Void

  /// - Parameter warn: takes a line for the diagnostics.
  public init(model: Model, settings: Settings, version: String, warn: @escaping @Sendable (String) -> Void) {
    self.model = model
    self.settings = settings
    self.version = version
    self.warn = warn
  }

  /// Listens until the input ends, a signal comes or the reader goes; events go to `descriptor`.
  /// - Returns: whether a signal ended it.
  /// - Throws: `ListeningError` when it cannot begin, or when the input or the output failed on the way.
  @discardableResult
  public func run(_ input: Input, until signals: borrowing StopSignals, descriptor: Int32) throws(ListeningError) -> Bool {
    let format = input.source.format
    RealTimeMemory.releaseUnused()
    let locked = RealTimeMemory.lock()
    let (samples, marks) = (SampleRing(capacity: Self.ringSeconds * format.rateHz), MarkRing(capacity: 1024))
    let (captureBell, writerBell) = (try Self.makeDoorbell(), try Self.makeDoorbell())
    let (stop, cause, queue) = (StopFlag(), StopCause(), EventQueue())
    let began = MonotonicTime.now()
    let analysis = try StreamAnalysis(model, rateHz: format.rateHz, settings.timeline)
    let loop = AnalysisLoop(
      analysis: analysis, samples: samples.makeConsumer(), marks: marks.makeConsumer(), events: queue.makeProducer(),
      capture: captureBell, writer: writerBell, stop: stop, stopCause: cause, isLossless: input.isLossless,
      healthSeconds: settings.healthSeconds, began: began)

    let producers = Handover(Producers(samples: samples.makeProducer(), marks: marks.makeProducer()))
    let live = format.kind == "alsa"
    let capture = try RealTimeThread(name: "capture", priority: live ? Self.capturePriority : 0) {
      guard let ends = producers.take() else { return }
      ends.run(input.source, captureBell, stop)
    }
    if live, !(capture.isFIFO && locked) {
      warn("no real-time scheduling or locked memory (run as root, or grant CAP_SYS_NICE and CAP_IPC_LOCK): samples may be lost under load")
    }
    let writer = EventWriter(
      queue: queue, doorbell: writerBell, descriptor: descriptor,
      description: describe(input, fifo: capture.isFIFO, locked: locked), isLossless: input.isLossless, warn: warn)
    let waker = signals.waker
    let ending = Ending()
    let writing = try RealTimeThread(name: "writer", priority: 0) {
      ending.set(writer.run())
      stop.stop()
      captureBell.ring()
      eventfd_write(waker, 1)
    }
    let moved = Handover(loop)
    let analysing = try RealTimeThread(name: "analysis", priority: live ? Self.analysisPriority : 0) {
      guard var loop = moved.take() else { return }
      loop.run()
      writer.finish()
    }
    if let number = signals.wait() {
      cause.set(number == SIGINT ? .interrupt : .terminate)
      stop.stop()
      captureBell.ring()
      writer.giveUp(afterMilliseconds: 400)
      // No thread is joined: one may hang in a read of a pipe, or in a write to a stopped terminal, and the process shall end.
      signals.waitForWaker(milliseconds: 500)
      return true
    }
    // The writer has ended by itself. A reader that has gone ends the process at once: the other threads may be waiting for it.
    writing.join()
    switch ending.value {
    case .finished: break
    case .readerGone, .abandoned: return false
    case .failed(let code): throw ListeningError(.inputOutput, "standard output: \(String(cString: strerror(code)))")
    }
    analysing.join()
    capture.join()
    if let file = input.source as? FileSource, let failure = file.failure {
      throw ListeningError(failure.kind == .io ? .inputOutput : .dataError, failure.message)
    }
    return false
  }

  private static func makeDoorbell() throws(ListeningError) -> Doorbell {
    do { return try Doorbell() } catch { throw ListeningError(.system, error.description) }
  }

  private func describe(_ input: Input, fifo: Bool, locked: Bool) -> StreamDescription {
    let format = input.source.format
    return StreamDescription(
      version: version, modelName: model.metadata.name, modelSHA256: model.metadata.sha256,
      modelLicence: model.metadata.licence, labels: model.metadata.labels, genders: model.metadata.genders,
      inputKind: format.kind, inputName: format.name, rateHz: format.rateHz, channels: format.channels,
      sampleFormat: format.format, channel: input.channel.description, purpose: settings.purpose.rawValue,
      showsGender: settings.showsGender, fifo: fifo, locked: locked, ruleNames: settings.timeline.rules.map(\.name),
      validMilliseconds: settings.validMilliseconds)
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

/// How the writer ended, told to the main thread.
private final class Ending: Sendable {
  private let stored = Mutex<EventWriter.Ending>(.finished)

  var value: EventWriter.Ending { stored.withLock { $0 } }

  func set(_ ending: EventWriter.Ending) {
    stored.withLock { $0 = ending }
  }
}
