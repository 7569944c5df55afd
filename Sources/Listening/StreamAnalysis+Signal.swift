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
    while let verdict = watch.nextChange(in: samples, from: &offset) {
      changes.add(verdict, tick: tick(at: position + UInt64(offset)))
    }
  }

  /// Hands the changes up to `tick` to the timeline, so that they stand among the steps in the order of their sound, however the
  /// samples came.
  @_noLocks mutating func tellSignals(until tick: Int64) {
    while let change = changes.first(until: tick) {
      timeline.signal(
        change.verdict.event(), tick: change.tick,
        monotonicNanoseconds: clock.time(at: basePosition, plus: Int(change.tick - baseTick)))
    }
  }

  /// A loss cuts the block that was begun; after a long one, or another device, nothing is held against the microphone any more.
  @_noLocks mutating func restartWatch(afterLosing lost: UInt64, _ cause: Gap.Cause) {
    guard cause == .device || lost >= 10 * UInt64(rateHz) else { return watch.skip() }
    guard let verdict = watch.reset() else { return }
    changes.add(verdict, tick: tick(at: position))
    tellSignals(until: .max)
  }
}

/// Changes that wait for the steps before them.
struct SignalChanges: BitwiseCopyable {
  struct Change: BitwiseCopyable {
    var verdict: SignalVerdict
    var tick: Int64
  }

  // A state lasts a second at least, and a feed brings half a second at most at any rate: four are enough, and the latest counts.
  private var waiting: (Change?, Change?, Change?, Change?)

  init() { waiting = (nil, nil, nil, nil) }

  @_noLocks mutating func add(_ verdict: SignalVerdict, tick: Int64) {
    let change = Change(verdict: verdict, tick: tick)
    switch waiting {
    case (nil, _, _, _): waiting.0 = change
    case (_, nil, _, _): waiting.1 = change
    case (_, _, nil, _): waiting.2 = change
    default: waiting.3 = change
    }
  }

  @_noLocks mutating func first(until tick: Int64) -> Change? {
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
