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
  }

  private let queue: EventQueue
  private let doorbell: Doorbell
  private let descriptor: Int32
  private let description: StreamDescription
  /// Whether every event must be written: the analysis then waits for the reader.
  private let isLossless: Bool
  private let producerDone = StopFlag()
  /// CLOCK_MONOTONIC after which nothing is waited for any more; 0: for ever.
  private let deadline = Atomic<Int64>(0)

  init(
    queue: EventQueue, doorbell: Doorbell, descriptor: Int32, description: StreamDescription, isLossless: Bool
  ) {
    self.queue = queue
    self.doorbell = doorbell
    self.descriptor = descriptor
    self.description = description
    self.isLossless = isLossless
  }

  /// No more events come; the writer ends when it has written the last.
  func finish() {
    producerDone.stop()
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
    var backlog = Backlog()
    var output = LineOutput(descriptor: descriptor)
    var encoder = EventLine(description)
    var load = ProcessLoad()
    while true {
      let done = producerDone.isStopped
      while !(isLossless && backlog.isFull), let event = events.read() { backlog.append(event) }
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
          droppedSinceLastLine: next.dropped, droppedTotal: backlog.droppedTotal)
        if case .health = next.event.content {
          moment.load = load.sinceLast()
          moment.residentKilobytes = ProcessLoad.residentKilobytes()
        }
        output.begin(encoder.encode(next.event, at: moment))
      }
      if output.write() == .readerGone { return .readerGone }
    }
  }
}
