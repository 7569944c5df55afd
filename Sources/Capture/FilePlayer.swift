internal import Glibc
internal import Ring

/// One file on its way into its ring, a block at a time and without waiting, so that one thread can play many.
struct FilePlayer: ~Copyable {
  /// What came of a turn.
  enum Turn {
    /// A block was published (or, at real pace, found no room and counts as lost).
    case published
    /// At full pace: there is no room.
    case full
    /// At real pace: the next block is not heard before this moment of CLOCK_MONOTONIC.
    case due(Int64)
    case ended
  }

  private let source: FileSource
  private var publisher: Publisher
  private let blockFrames: Int
  private let nanosecondsPerFrame: Double
  private let began: Int64
  // SAFETY: owned by this value alone, freed with it.
  /// [blockFrames]: the next block, `count` of its frames; they wait here until they are due, or there is room.
  private let block: UnsafeMutablePointer<Float>
  private var count = 0
  /// What the channels carried in a second that the block ends.
  private var report: Int32?
  private var hasEnded = false

  /// The stream's time begins now.
  /// - Parameter doorbell: rung with every block; nil: whoever plays it rings.
  init(_ source: FileSource, samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell?) {
    self.source = source
    let format = source.format
    publisher = Publisher(samples: samples, marks: marks, doorbell: doorbell, rateHz: format.rateHz)
    blockFrames = source.blockFrames
    began = MonotonicClock.now() + source.delayNanoseconds
    nanosecondsPerFrame = 1e9 / Double(format.rateHz)
    block = .allocate(capacity: blockFrames)
    block.initialize(repeating: 0, count: blockFrames)
  }

  deinit { block.deallocate() }

  var isPaced: Bool { source.pace == .real }

  /// Publishes the next block, if it is time and there is room.
  mutating func advance(stop: StopFlag) -> Turn {
    if hasEnded { return publisher.isEndPublished() ? .ended : .full }
    if count == 0, !readBlock(stop) { return publisher.isEndPublished() ? .ended : .full }
    let now = MonotonicClock.now()
    let length = Int64(Double(count) * nanosecondsPerFrame)
    if isPaced {
      // As of a microphone, which is not late when this thread is: the block's last sample was heard when it was due.
      let due = began + Int64(Double(publisher.position + UInt64(count)) * nanosecondsPerFrame)
      if now < due { return .due(due) }
      publisher.publish(Span(_unsafeStart: block, count: count), nanoseconds: due - length)
    } else if !publisher.publishIfRoom(Span(_unsafeStart: block, count: count), nanoseconds: now - length) {
      return .full
    }
    count = 0
    if let report { publisher.channels(report) }
    report = nil
    return .published
  }

  /// - Returns: false at the end, which is then told as soon as there is room.
  private mutating func readBlock(_ stop: StopFlag) -> Bool {
    var code: Int32 = 0
    do throws(CaptureError) {
      count = try source.reader.read(into: block, frames: blockFrames, stop: stop)
      report = source.reportsChannels ? source.reader.takeChannelReport() : nil
    } catch {
      source.fail(error)
      count = 0
      code = -EIO
    }
    guard count == 0 else { return true }
    hasEnded = true
    publisher.beginEnd(code: code)
    return false
  }

  /// Stopped: tells the end, and waits for room a second at most.
  mutating func end(stop: StopFlag) {
    guard !hasEnded else { return }
    hasEnded = true
    publisher.end(stop: stop)
  }
}
