/// Decides from blocks of sound what the microphone suffers from.
///
///     block ─▶ history of 5 s, traces of 30 s ─▶ conditions, each with hysteresis ─▶ the most severe one
///
/// Only a block with something in it counts for the windows: digital silence is counted by itself, so pauses of edited sound, a
/// telephone's gaps and a gate's silence change no level and no share.
/// - Real-time: yes, after `init`.
package struct SignalJudge: ~Copyable {
  let thresholds: SignalThresholds
  private let blockSeconds: Float
  /// Blocks that stand for a second.
  let second: Int
  var history: BlockHistory
  var histogram: LevelHistogram

  // Blocks in a row, and since the last look at the windows.
  private var flatRun = 0
  private var sounding = 0
  private var seconds = 0
  private var isDead = false
  private var deadValue: Float = 0
  var channels: ChannelReport?
  private var blocks = 0

  var swapped: Latch
  var deadChannel: Latch
  var stuck: Latch
  var clipping = Latch(enter: 2, leave: 5)
  var quiet = Latch(enter: 2, leave: 1)
  var hum = Latch(enter: 2, leave: 5)
  var offset = Latch(enter: 5, leave: 3)
  var slow = Latch(enter: 3, leave: 2)
  /// The numbers behind each condition, from its last look.
  var detail = SignalDetail()

  package private(set) var verdict = SignalVerdict(.ok)

  /// - Parameter shared: what other watches of the same thread work with; nil: one of its own.
  package init(blockSeconds: Float, _ thresholds: SignalThresholds, shared: SignalWorkspace? = nil) {
    self.thresholds = thresholds
    self.blockSeconds = blockSeconds
    second = max(1, Int((1 / blockSeconds).rounded()))
    history = BlockHistory(capacity: 30 * second, whole: 5 * second)
    histogram = LevelHistogram(shared: shared ?? SignalWorkspace())
    swapped = Latch(enter: Int(thresholds.channelSeconds), leave: 2)
    deadChannel = Latch(enter: Int(thresholds.channelSeconds), leave: 2)
    stuck = Latch(enter: Int(thresholds.stuckSeconds) - 1, leave: 3)
  }

  /// What the capture says of the device's channels, once a second.
  @_noLocks package mutating func take(_ report: ChannelReport) {
    channels = report
    swapped.update(hit: report.isSwapped(), miss: !report.isSwapped())
    deadChannel.update(hit: report.hasDeadChannel(), miss: !report.hasDeadChannel())
  }

  /// Another microphone, or another time: nothing is known, and nothing held against it.
  /// - Returns: the change, if it was not well.
  @_noLocks package mutating func reset() -> SignalVerdict? {
    history.removeAll()
    (flatRun, sounding, seconds, isDead, channels) = (0, 0, 0, false, nil)
    swapped.reset()
    deadChannel.reset()
    stuck.reset()
    clipping.reset()
    quiet.reset()
    hum.reset()
    offset.reset()
    slow.reset()
    return settle()
  }

  @_noLocks package mutating func take(_ block: SignalBlock) -> SignalVerdict? {
    if block.isFlat() {
      flatRun += 1
      sounding = 0
      if Float(flatRun) * blockSeconds >= thresholds.deadSeconds - 0.01 {
        isDead = true
        deadValue = block.high
      }
    } else {
      flatRun = 0
      sounding += 1
      if sounding >= second { isDead = false }
      history.add(block)
      if history.count >= second { count() }
    }
    return settle()
  }

  /// Looks at the windows once a second of sound.
  @_noLocks private mutating func count() {
    blocks += 1
    guard blocks >= second else { return }
    blocks = 0
    seconds += 1
    lookAtBits()
    lookAtClipping()
    lookAtOffset()
    lookAtLevel()
    lookAtHum()
    if seconds >= 5 {
      seconds = 0
      lookAtPace()
    }
  }

  /// The most severe condition that holds, if it is another than before.
  @_noLocks private mutating func settle() -> SignalVerdict? {
    let now = mostSevere()
    // Comparing enumerations calls the standard library in a debug build.
    let (new, old) = (now.state, verdict.state)
    guard _unsafePerformance({ new != old }) else { return nil }
    verdict = now
    return now
  }

  @_noLocks private func mostSevere() -> SignalVerdict {
    if swapped.isOn { return SignalVerdict(.swappedChannel, channels: detail.channels(channels)) }
    if isDead { return SignalVerdict(.dead, value: deadValue) }
    if stuck.isOn { return SignalVerdict(.stuckBits, value: detail.stuckBit) }
    if slow.isOn { return SignalVerdict(.wrongRate, value: detail.pitchHz) }
    if clipping.isOn { return SignalVerdict(.clipping, value: detail.clippedShare, level: detail.clippedLevel) }
    if hum.isOn { return SignalVerdict(.hum, value: detail.humDecibels, level: detail.humHz) }
    if quiet.isOn { return SignalVerdict(.tooQuiet, value: detail.loudDecibels) }
    if deadChannel.isOn { return SignalVerdict(.deadChannel, channels: detail.channels(channels)) }
    if offset.isOn { return SignalVerdict(.dcOffset, value: detail.offset) }
    return SignalVerdict(.ok)
  }
}

/// What the conditions measured last.
struct SignalDetail: BitwiseCopyable {
  var stuckBit: Float = 0
  var clippedShare: Float = 0
  var clippedLevel: Float = 1
  var offset: Float = 0
  var loudDecibels: Float = 0
  var humDecibels: Float = 0
  var humHz: Float = 50
  var pitchHz: Float = 0

  @_noLocks func channels(_ report: ChannelReport?) -> Int32 {
    if let report { return report.code }
    return 0
  }
}
