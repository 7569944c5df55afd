/// One event of the stream: plain numbers only, so that it can be made and queued without touching the heap.
public struct Event: BitwiseCopyable, Sendable {
  /// Given when the event is made, without holes over all inputs; a reader that sees one lost events.
  public var sequence: UInt64
  /// CLOCK_MONOTONIC when the last sample behind the event reached the microphone.
  public var monotonicNanoseconds: Int64
  /// End of the last sample behind the event, in ticks of 1/16000 s since the stream began.
  public var tick: Int64
  public var content: Content
  /// Events right before this one that will never be written: the hole that a reader sees in front of `sequence`.
  public var droppedBefore: UInt64 = 0
  /// Which input it is of: its place in `StreamDescription.inputs`.
  public var source: Int32 = 0

  public enum Content: BitwiseCopyable, Sendable {
    case start
    case estimate(Estimate)
    case change(Change)
    case alert(Alert)
    case gap(Gap)
    case signal(Signal)
    case device(Device)
    case fault(Fault)
    case level(Level)
    case health(Health)
    case stop(Stop)
  }

  @_noLocks package init(sequence: UInt64, monotonicNanoseconds: Int64, tick: Int64, content: Content) {
    self.sequence = sequence
    self.monotonicNanoseconds = monotonicNanoseconds
    self.tick = tick
    self.content = content
  }

  /// Levels and estimates may be dropped when the reader stalls, levels first, each oldest first; nothing else may.
  public var isDroppable: Bool {
    if case .estimate = content { return true }
    return isLevel
  }

  public var isLevel: Bool {
    if case .level = content { return true }
    return false
  }
}

/// Why an estimate names no emotion.
public enum Reason: UInt8, BitwiseCopyable, Sendable {
  case silence, warmingUp, uncertain, gap, badSignal

  /// As the events spell it.
  public var name: StaticString {
    switch self {
    case .silence: "silence"
    case .warmingUp: "warming-up"
    case .uncertain: "uncertain"
    case .gap: "gap"
    case .badSignal: "bad-signal"
    }
  }
}

/// The answer of one moment.
public struct Estimate: BitwiseCopyable, Sendable {
  /// Probability of speech, smoothed over 0.2 s.
  public var speech: Float
  public var probabilities: SIMD8<Float>
  /// Index of the most probable emotion, named or not.
  public var top: Int
  /// `nil` when the answer is `top`.
  public var reason: Reason?
  public var gender: SIMD2<Float>
  /// Seconds of speech behind the answer: since the last silence.
  public var heardSeconds: Float

  public var confidence: Float { probabilities[top] }
  /// Index of the emotion that is named.
  public var emotion: Int? { reason == nil ? top : nil }

  @_noLocks init(
    speech: Float, probabilities: SIMD8<Float>, top: Int, reason: Reason?, gender: SIMD2<Float>, heardSeconds: Float
  ) {
    self.speech = speech
    self.probabilities = probabilities
    self.top = top
    self.reason = reason
    self.gender = gender
    self.heardSeconds = heardSeconds
  }
}

/// The settled emotion changed; −1 stands for none.
public struct Change: BitwiseCopyable, Sendable {
  public var from: Int
  public var to: Int
  /// Probability of `to`, or of `from` when it was left for none.
  public var confidence: Float

  @_noLocks init(from: Int, to: Int, confidence: Float) {
    self.from = from
    self.to = to
    self.confidence = confidence
  }
}

/// A rule was raised or cleared.
public struct Alert: BitwiseCopyable, Sendable {
  /// Index in `TimelineConfiguration.rules`.
  public var rule: Int
  public var raised: Bool
  /// When the rule's condition, or its end, began.
  public var sinceTick: Int64

  @_noLocks init(rule: Int, raised: Bool, sinceTick: Int64) {
    self.rule = rule
    self.raised = raised
    self.sinceTick = sinceTick
  }
}

/// Samples were lost.
public struct Gap: BitwiseCopyable, Sendable {
  public enum Cause: UInt8, BitwiseCopyable, Sendable {
    case overrun, suspend, device, ringFull
  }

  /// What became of the network's state.
  public enum StateAction: UInt8, BitwiseCopyable, Sendable {
    case carried, decayed, reset
  }

  /// In samples of the device.
  public var lostSamples: UInt64
  public var rateHz: Int
  public var cause: Cause
  public var state: StateAction
  /// How many adjacent gaps this one stands for.
  public var merged: Int

  @_noLocks public init(lostSamples: UInt64, rateHz: Int, cause: Cause, state: StateAction, merged: Int = 1) {
    self.lostSamples = lostSamples
    self.rateHz = rateHz
    self.cause = cause
    self.state = state
    self.merged = merged
  }
}

/// The microphone went or came back.
public struct Device: BitwiseCopyable, Sendable {
  /// What failed.
  public enum Call: UInt8, BitwiseCopyable, Sendable {
    case open, start, read
    /// Nothing failed, and nothing came.
    case silence
  }

  public var restored: Bool
  /// −errno of the call that failed.
  public var code: Int32
  public var call: Call

  @_noLocks public init(restored: Bool, code: Int32, call: Call = .read) {
    self.restored = restored
    self.code = code
    self.call = call
  }
}

/// A part of the program's own memory was damaged, and is whole again.
public struct Fault: BitwiseCopyable, Sendable {
  public enum Part: UInt8, BitwiseCopyable, Sendable {
    /// The network's weights: loaded again.
    case weights
    /// The network's state: begun anew.
    case state
    /// The features were no numbers that sound can give: the feature path was begun anew.
    case features
  }

  public var part: Part
  /// When the part was last known to be whole: estimates after it may be wrong.
  public var sinceTick: Int64
  /// How often it came since the event before: there is one in ten seconds at most.
  public var times: Int

  @_noLocks public init(part: Part, sinceTick: Int64, times: Int = 1) {
    self.part = part
    self.sinceTick = sinceTick
    self.times = times
  }
}

/// How loud a tenth of a second was; nothing is decided by it.
public struct Level: BitwiseCopyable, Sendable {
  /// In dB of full scale: mean power without a constant offset, and the sample farthest from zero.
  public var decibels: Float
  public var peakDecibels: Float

  @_noLocks public init(decibels: Float, peakDecibels: Float) {
    self.decibels = decibels
    self.peakDecibels = peakDecibels
  }
}

/// How the program itself is: the heartbeat.
public struct Health: BitwiseCopyable, Sendable {
  public var uptimeSeconds: Double
  public var steps: UInt64
  public var lostSamples: UInt64
  /// Time of a step since the last heartbeat, in microseconds.
  public var stepMicroseconds: (p50: Float, p99: Float, max: Float)

  @_noLocks public init(
    uptimeSeconds: Double, steps: UInt64, lostSamples: UInt64, stepMicroseconds: (p50: Float, p99: Float, max: Float)
  ) {
    self.uptimeSeconds = uptimeSeconds
    self.steps = steps
    self.lostSamples = lostSamples
    self.stepMicroseconds = stepMicroseconds
  }
}

/// The end, with the totals.
public struct Stop: BitwiseCopyable, Sendable {
  public enum Cause: UInt8, BitwiseCopyable, Sendable {
    case endOfInput, interrupt, terminate, inputError, damage
  }

  public var cause: Cause
  public var steps: UInt64
  public var lostSamples: UInt64

  @_noLocks public init(cause: Cause, steps: UInt64, lostSamples: UInt64) {
    self.cause = cause
    self.steps = steps
    self.lostSamples = lostSamples
  }
}
