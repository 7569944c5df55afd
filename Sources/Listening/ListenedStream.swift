internal import Glibc
internal import Ring
internal import Timeline

/// One input of the analysis loop: its rings' reading ends, its analysis, and whether its microphone is there.
///
/// - Real-time: yes, after `init`. After each call the events wait in the analysis: take them all.
struct ListenedStream: ~Copyable {
  var analysis: StreamAnalysis
  private let samples: SampleRing.Consumer
  private let marks: MarkRing.Consumer
  private let isLive: Bool
  /// What it tells those who watch over it.
  private let progress: StreamProgress
  // SAFETY: owned by this value alone, freed with it.
  /// [mostRead]
  private let buffer: UnsafeMutablePointer<Float>
  /// Samples that are read at once: those of one step, so that no stream keeps the others waiting for more.
  private let mostRead: Int

  /// When the capture last gave something.
  private var lastHeard: Int64
  /// After so much silence a live microphone is lost, whatever hangs: the capture's own limits (0.8 s; 3 s for the first period) and a little.
  private var longestSilence: Int64 = 3_200_000_000
  private let laterSilence: Int64 = 950_000_000
  /// This side, not the capture, found the microphone lost, or it was so before the stream began: its first samples bring it back.
  private var foundLost: Bool
  /// The capture said that nothing follows.
  private(set) var sawEnd = false
  /// It said that the input failed before its end.
  private(set) var hasFailed = false
  private(set) var hasStopped = false

  /// - Parameter analysis: made for feeds of at least `mostRead(rateHz:)` samples.
  init(
    analysis: consuming StreamAnalysis, samples: consuming SampleRing.Consumer, marks: consuming MarkRing.Consumer, isLive: Bool,
    progress: StreamProgress
  ) {
    foundLost = analysis.isDeviceLost
    mostRead = Self.mostRead(rateHz: analysis.rateHz)
    self.analysis = analysis
    self.samples = samples
    self.marks = marks
    self.isLive = isLive
    self.progress = progress
    lastHeard = MonotonicTime.now()
    buffer = .allocate(capacity: mostRead)
    buffer.initialize(repeating: 0, count: mostRead)
  }

  deinit {
    buffer.deallocate()
  }

  /// 40 ms at the device's rate.
  static func mostRead(rateHz: Int) -> Int {
    min(max(1, rateHz / 25), StreamAnalysis.mostSamples)
  }

  /// Takes what has come: samples up to the next mark, then the mark.
  /// - Returns: `false` when there was nothing.
  mutating func advance() -> Bool {
    // The count is read before the marks: a mark before these samples is then seen.
    let available = samples.availableCount
    let mark = marks.peek()
    var wanted = available < mostRead ? available : mostRead
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
    lastHeard = MonotonicTime.now()
    longestSilence = laterSilence
    if foundLost {
      foundLost = false
      analysis.device(Device(restored: true, code: 0), at: lastHeard)
    }
    var target = unsafe MutableSpan(_unsafeStart: buffer, count: count)
    let taken = samples.read(into: &target)
    analysis.feed(UnsafeBufferPointer(start: UnsafePointer(buffer), count: taken))
  }

  private mutating func take(_ mark: Mark) {
    lastHeard = MonotonicTime.now()
    switch mark.kind {
    case .time: analysis.captured(mark.position, at: mark.nanoseconds)
    case .gap: analysis.lose(mark.lost, cause: Self.cause(mark.cause), at: mark.nanoseconds)
    case .deviceLost:
      foundLost = false
      analysis.device(Device(restored: false, code: mark.code, call: Self.call(mark.call)), at: mark.nanoseconds)
    case .deviceRestored: analysis.device(Device(restored: true, code: 0), at: mark.nanoseconds)
    case .channels: analysis.channels(mark.code)
    case .end:
      sawEnd = true
      hasFailed = mark.code != 0
    }
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

  /// Whether the microphone has been silent for too long: it is then lost.
  mutating func listenForSilence(at now: Int64) -> Bool {
    guard isLive, !hasStopped, !analysis.isDeviceLost, now - lastHeard > longestSilence else { return false }
    foundLost = true
    analysis.device(Device(restored: false, code: -ETIMEDOUT, call: .silence), at: now)
    return true
  }

  /// Where the capture hangs and tells no end, what is missing until now is told here.
  mutating func loseRest(at now: Int64) {
    guard isLive, !sawEnd, analysis.isDeviceLost else { return }
    let missing = analysis.samplesMissing(at: now)
    if missing > 0 { analysis.lose(missing, cause: .device, at: now) }
  }

  mutating func stop(_ cause: Stop.Cause, at now: Int64) {
    hasStopped = true
    analysis.stop(cause, at: now)
  }

  func tellProgress() { progress.tell(analysis) }
}
