internal import Ring

/// The writing ends of both rings and the stream position: keeps marks before their samples, and every loss counted.
///
///     position: frames since the stream began, lost ones included
///     mark at P is written before the samples at P; while a mark waits for room, samples are refused, not reordered
///
/// A refused block joins a gap (`ringFull`), which is published before the next block that fits.
struct Publisher: ~Copyable {
  private let samples: SampleRing.Producer
  private let marks: MarkRing.Producer
  /// Rung with whatever is published; nil: somebody else rings for many.
  private let doorbell: Doorbell?
  private let rateHz: Double
  /// Of the next sample to be published or lost.
  private(set) var position: UInt64 = 0
  /// How many samples before `position` were refused and are in no mark yet.
  private var refused: UInt64 = 0
  /// The last known time: `timePosition` was captured at `timeNanoseconds`. Position 0 is due when the source starts,
  /// so that a fault before the first block has a length.
  private var timePosition: UInt64 = 0
  private var timeNanoseconds: Int64
  /// Marks that found no room, oldest first.
  private let waiting: UnsafeMutablePointer<Mark>  // [waitingCapacity]
  private var waitingCount = 0
  /// Adjacent gaps merge, so this many device marks and causes must change while the reader sleeps to fill it.
  private static let waitingCapacity = 16

  /// Made as the source starts: the stream's time begins now.
  init(
    samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell?, rateHz: Int
  ) {
    self.samples = samples
    self.marks = marks
    self.doorbell = doorbell
    self.rateHz = Double(rateHz)
    timeNanoseconds = MonotonicClock.now()
    waiting = .allocate(capacity: Self.waitingCapacity)
    waiting.initialize(repeating: Mark(kind: .time, position: 0), count: Self.waitingCapacity)
  }

  deinit { waiting.deallocate() }

  /// When the sample at `position` was, or will be, captured, from the last time that is known.
  var expectedNanoseconds: Int64 {
    timeNanoseconds + Int64(Double(position &- timePosition) / rateHz * 1e9)
  }

  /// How many samples sounded between `position` and the one that was captured at `nanoseconds`; not negative.
  func samplesUntil(_ nanoseconds: Int64) -> UInt64 {
    UInt64(max(0, (Double(nanoseconds - expectedNanoseconds) * 1e-9 * rateHz).rounded()))
  }

  /// Publishes a block whose first sample was captured at `nanoseconds`, or counts all of it as lost.
  /// - Returns: whether it was published.
  /// - Real-time: yes.
  @discardableResult
  mutating func publish(_ block: Span<Float>, nanoseconds: Int64) -> Bool {
    let published = offer(block, nanoseconds: nanoseconds)
    if !published { refused += UInt64(block.count) }
    timePosition = position
    timeNanoseconds = nanoseconds
    position += UInt64(block.count)
    doorbell?.ring()
    return published
  }

  /// Publishes a block whole, or leaves everything as it was.
  /// - Returns: `false` when there is no room.
  mutating func publishIfRoom(_ block: Span<Float>, nanoseconds: Int64) -> Bool {
    guard offer(block, nanoseconds: nanoseconds) else { return false }
    timePosition = position
    timeNanoseconds = nanoseconds
    position += UInt64(block.count)
    doorbell?.ring()
    return true
  }

  /// Tells that `lost` samples are missing here, and that the next one was captured at `nanoseconds`.
  mutating func gap(_ cause: Mark.Cause, lost: UInt64, nanoseconds: Int64) {
    settleRefused()
    keep(Mark(kind: .gap, cause: cause, position: position, lost: lost, nanoseconds: nanoseconds))
    position += lost
    timePosition = position
    timeNanoseconds = nanoseconds
    doorbell?.ring()
  }

  /// Tells that the device went or came back here; `code` is −errno.
  mutating func device(_ kind: Mark.Kind, code: Int32, call: Mark.Call = .read) {
    settleRefused()
    keep(Mark(kind: kind, position: position, nanoseconds: expectedNanoseconds, code: code, call: call))
    doorbell?.ring()
  }

  /// Tells what the channels carried in the second before; where there is no room, the next second will do.
  mutating func channels(_ code: Int32) {
    guard flush() else { return }
    _ = marks.write(Mark(kind: .channels, position: position, nanoseconds: expectedNanoseconds, code: code))
  }

  /// Tells that nothing follows (`code`: −errno when the input failed); waits for room, a second at most once `stop` is set (the reader may be gone).
  mutating func end(code: Int32 = 0, stop: StopFlag) {
    var patience = 200
    beginEnd(code: code)
    while !flush() && patience > 0 {
      MonotonicClock.sleep(nanoseconds: 5_000_000)
      if stop.isStopped { patience -= 1 }
    }
    doorbell?.ring()
  }

  /// Tells that nothing follows as soon as there is room; until `isEndPublished()` says that it was told.
  mutating func beginEnd(code: Int32) {
    settleRefused()
    keep(Mark(kind: .end, position: position, nanoseconds: expectedNanoseconds, code: code))
  }

  /// Whether the end has been told; tries again.
  mutating func isEndPublished() -> Bool { flush() }

  /// Writes the block with its marks, or nothing.
  @_noLocks private mutating func offer(_ block: Span<Float>, nanoseconds: Int64) -> Bool {
    guard flush(), samples.freeCount >= block.count else { return false }
    if refused > 0 {
      let gap = Mark(
        kind: .gap, cause: .ringFull, position: position - refused, lost: refused, nanoseconds: nanoseconds)
      guard marks.write(gap) else { return false }
      refused = 0
    }
    _ = marks.write(Mark(kind: .time, position: position, nanoseconds: nanoseconds))
    // Only this end fills the ring, so the room that was there still is.
    return samples.write(block)
  }

  /// Makes a gap of the refused samples, because another mark is to follow them.
  private mutating func settleRefused() {
    guard refused > 0 else { return }
    keep(
      Mark(
        kind: .gap, cause: .ringFull, position: position - refused, lost: refused,
        nanoseconds: expectedNanoseconds))
    refused = 0
  }

  /// Writes `mark` now or later, in order. With no room left at all it waits: what the device loses meanwhile is one more gap.
  private mutating func keep(_ mark: Mark) {
    if flush(), marks.write(mark) { return }
    if mark.kind == .gap, waitingCount > 0 {
      let last = waiting[waitingCount - 1]
      if last.kind == .gap, last.cause == mark.cause, last.position + last.lost == mark.position {
        waiting[waitingCount - 1].lost += mark.lost
        waiting[waitingCount - 1].nanoseconds = mark.nanoseconds
        return
      }
    }
    // Two seconds; a reader that sleeps longer has ended.
    var patience = 400
    while waitingCount == Self.waitingCapacity && patience > 0 {
      MonotonicClock.sleep(nanoseconds: 5_000_000)
      _ = flush()
      patience -= 1
    }
    guard waitingCount < Self.waitingCapacity else { return }
    waiting[waitingCount] = mark
    waitingCount += 1
  }

  /// Writes the waiting marks as far as there is room.
  /// - Returns: whether none waits any more.
  @_noLocks private mutating func flush() -> Bool {
    var written = 0
    while written < waitingCount, marks.write(waiting[written]) { written += 1 }
    if written > 0 {
      var index = written
      while index < waitingCount {
        waiting[index - written] = waiting[index]
        index += 1
      }
      waitingCount -= written
    }
    return waitingCount == 0
  }
}
