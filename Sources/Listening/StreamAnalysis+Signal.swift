package import Signal
package import Timeline

/// The watch over the microphone hears the samples as the device gives them; what it finds waits for the steps before it.
extension StreamAnalysis {
  /// What the device's channels carried in the last second: a mark's code.
  @_noLocks package mutating func channels(_ code: Int32) {
    watch.take(ChannelReport(code: code))
  }

  /// Looks at the samples that begin at `position`.
  @_noLocks mutating func hear(_ samples: UnsafeBufferPointer<Float>) {
    var offset = 0
    while let hearing = watch.nextHearing(in: samples, from: &offset) {
      var isTold = tellsLevels
      if case .some = hearing.change { isTold = true }
      if isTold { hearings.add(hearing, tick: tick(at: position + UInt64(offset))) }
    }
  }

  /// Hands what was heard up to `tick` to the timeline, so that it stands among the steps in the order of its sound, however the
  /// samples came.
  @_noLocks mutating func tellHearings(until tick: Int64) {
    while let (hearing, tick) = hearings.first(until: tick) {
      let capturedAt = clock.time(at: basePosition, plus: Int(tick - baseTick))
      if tellsLevels {
        let level = Level(decibels: hearing.level.decibels, peakDecibels: hearing.level.peakDecibels)
        timeline.level(level, tick: tick, monotonicNanoseconds: capturedAt)
      }
      if let verdict = hearing.change { timeline.signal(verdict.event(), tick: tick, monotonicNanoseconds: capturedAt) }
    }
  }

  /// A loss cuts the block that was begun; after a long one, or another device, nothing is held against the microphone any more.
  @_noLocks mutating func restartWatch(afterLosing lost: UInt64, _ cause: Gap.Cause) {
    guard cause == .device || lost >= 10 * UInt64(rateHz) else { return watch.skip() }
    guard let verdict = watch.reset() else { return }
    let tick = tick(at: position)
    timeline.signal(verdict.event(), tick: tick, monotonicNanoseconds: clock.time(at: basePosition, plus: Int(tick - baseTick)))
  }
}

/// What was heard and waits for the steps before it.
struct WaitingHearings: BitwiseCopyable {
  private typealias Hearing = (hearing: SignalHearing, tick: Int64)

  // A feed completes three blocks at most (4096 samples, a block has 1600 or more), and one may wait since the feed before: its step was
  // not whole yet.
  private var waiting: (Hearing?, Hearing?, Hearing?, Hearing?) = (nil, nil, nil, nil)

  init() {}

  @_noLocks mutating func add(_ hearing: SignalHearing, tick: Int64) {
    switch waiting {
    case (nil, _, _, _): waiting.0 = (hearing, tick)
    case (_, nil, _, _): waiting.1 = (hearing, tick)
    case (_, _, nil, _): waiting.2 = (hearing, tick)
    default:
      var latest = hearing
      // The latest state counts, and none may be lost.
      if case .none = latest.change, let before = waiting.3 { latest.change = before.hearing.change }
      waiting.3 = (latest, tick)
    }
  }

  @_noLocks mutating func first(until tick: Int64) -> (SignalHearing, Int64)? {
    guard let first = waiting.0, first.tick <= tick else { return nil }
    waiting = (waiting.1, waiting.2, waiting.3, nil)
    return first
  }
}

extension SignalVerdict {
  @_noLocks fileprivate func event() -> Signal {
    Signal(state.kind(), isBad: state.isBad(), value: value, level: level, channels: channels)
  }
}

extension SignalState {
  /// What the events call it. (The timeline knows nothing of the watch.)
  @_noLocks package func kind() -> Signal.State {
    switch self {
    case .ok: .ok
    case .swappedChannel: .swappedChannel
    case .dead: .dead
    case .stuckBits: .stuckBits
    case .wrongRate: .wrongRate
    case .clipping: .clipping
    case .hum: .hum
    case .tooQuiet: .tooQuiet
    case .deadChannel: .deadChannel
    case .dcOffset: .dcOffset
    }
  }
}
