internal import Glibc
internal import Ring
internal import Synchronization
internal import Timeline

/// The only thread that touches the output: takes events, waits for the reader, writes whole lines.
///
///     EventQueue → backlog → poll → write
///
/// A pipe that `poll` calls writable takes a line of up to 4096 bytes without blocking and whole, so O_NONBLOCK, which would change the
/// descriptor for everyone who shares it, is not needed.
final class EventWriter: Sendable {
  /// How the output ended.
  enum Ending: Sendable {
    case finished
    case readerGone
    case abandoned
    /// The output failed with this errno, and every event had to be written.
    case failed(Int32)
  }

  private let queue: EventQueue
  let doorbell: Doorbell
  private let target: EventTarget
  /// What the next lines are about; set until the writer has taken it.
  private let newDescription: Mutex<StreamDescription?>
  /// Whether every event must be written: the analysis then waits for the reader.
  private let isLossless: Bool
  private let warn: @Sendable (String) -> Void
  private let deviceDiagnostics: DiagnosticLimit
  /// Of the inputs, for the diagnostics.
  private let names: [String]
  private let producerDone = StopFlag()
  /// CLOCK_MONOTONIC after which nothing is waited for any more; 0: for ever.
  private let deadline = Atomic<Int64>(0)
  private let mustReopen = Atomic(false)

  init(
    queue: EventQueue, doorbell: Doorbell, target: EventTarget, description: StreamDescription, isLossless: Bool,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.queue = queue
    self.doorbell = doorbell
    self.target = target
    newDescription = Mutex(description)
    self.isLossless = isLossless
    names = description.inputs.map(\.name)
    self.warn = warn
    deviceDiagnostics = DiagnosticLimit(warn: warn)
  }

  /// Events that are made from now on may refer to this.
  func describe(_ description: StreamDescription) {
    newDescription.withLock { $0 = description }
  }

  /// No more events come; the writer ends when it has written the last.
  func finish() {
    producerDone.stop()
    doorbell.ring()
  }

  /// Opens a file again before the next line.
  func reopen() {
    mustReopen.store(true, ordering: .releasing)
    doorbell.ring()
  }

  /// A reader that does not read may hold the end up no longer than this.
  func giveUp(afterMilliseconds: Int64) {
    deadline.store(MonotonicTime.now() + afterMilliseconds * 1_000_000, ordering: .releasing)
    doorbell.ring()
  }

  /// Writes until `finish()` and the last event, or until the reader has gone.
  func run() -> Ending {
    let events = queue.makeConsumer()
    var backlog = Backlog(inputs: names.count)
    var output = LineOutput(target)
    var encoder: EventLine?
    var load = ProcessLoad()
    var hasWarned = false
    while true {
      let done = producerDone.isStopped
      while !(isLossless && backlog.isFull), let event = events.read() {
        backlog.append(event)
        if case .device(let device) = event.content { say(device, of: event) }
      }
      if !output.isPending, mustReopen.exchange(false, ordering: .acquiring), let code = output.reopen() {
        warn("\(name): \(String(cString: strerror(code))); it is written on as it was")
      }
      if backlog.isEmpty, !output.isPending {
        if done { return .finished }
        doorbell.wait(timeoutMilliseconds: 1000)
        continue
      }
      switch output.waitUntilWritable(orRung: doorbell.descriptor, deadline: deadline.load(ordering: .acquiring)) {
      case .writable: break
      case .rung:
        doorbell.wait(timeoutMilliseconds: 0)
        continue
      case .readerGone: return .readerGone
      case .deadline: return .abandoned
      }
      if !output.isPending {
        let next = backlog.removeFirst()
        var moment = WritingMoment(
          monotonicNanoseconds: MonotonicTime.now(), wallClockOffsetNanoseconds: MonotonicTime.wallClockOffset(),
          droppedTotal: backlog.droppedTotal)
        if case .health = next.content {
          moment.load = load.sinceLast()
          moment.residentKilobytes = ProcessLoad.residentKilobytes()
        }
        if let description = newDescription.withLock({ $0.take() }) { encoder = EventLine(description) }
        if let line = encoder?.encode(next, at: moment) { output.begin(line) }
      }
      switch output.write() {
      case .progress: break
      case .readerGone: return .readerGone
      case .failed(let code):
        if isLossless { return .failed(code) }
        if !hasWarned {
          warn("\(name): \(String(cString: strerror(code))); events are kept and tried again, the oldest estimates dropped")
        }
        hasWarned = true
      }
    }
  }

  /// What is written to, for the diagnostics.
  var name: String { target.path ?? "standard output" }

  /// For people who read the journal and not the events. (One that could not be opened at the start was told when that failed.)
  private func say(_ device: Device, of event: Event) {
    if case .open = device.call { return }
    let name = names.count > 1 ? "the microphone \(names[Int(event.source)])" : "the microphone"
    deviceDiagnostics.say(device.restored ? "\(name) is back" : "\(name) is lost: \(device.error); it is tried again until it is back")
  }
}
