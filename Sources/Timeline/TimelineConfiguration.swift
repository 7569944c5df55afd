/// Thresholds and times of the decisions.
public struct TimelineConfiguration: Equatable, Sendable {
  /// The feature path's sample rate, in which the timeline counts time.
  public static let ticksPerSecond = 16_000

  /// Seconds between estimates, 0.1 to 60.
  public var everySeconds = 0.5
  /// A step counts as speech from this probability on.
  public var speechThreshold: Float = 0.5
  /// After this long without speech the answer is silence.
  public var silenceAfterSeconds = 1.0
  /// No label from less than this much speech.
  public var warmUpSeconds: Float = 0.4
  /// Below this calibrated confidence the answer is "uncertain".
  public var uncertainBelow: Float = 0.35
  /// A change is settled when another emotion stays at or above this for `holdSeconds` …
  public var enterConfidence: Float = 0.45
  /// … and nothing is settled any more when the settled one stays below this, or unknown, for `holdSeconds`.
  public var leaveConfidence: Float = 0.25
  public var holdSeconds = 0.8
  public var rules: [AlertRule] = []

  public init() {}
}

/// When an alert is raised: one emotion's probability stays at or above a level for a while.
public struct AlertRule: Equatable, Sendable {
  public var name: String
  /// Index of the emotion in the labels.
  public var emotion: Int
  public var above: Float
  public var forSeconds: Double
  /// The alert is cleared when the probability stays below this, or unknown, for `clearAfterSeconds`.
  public var clearBelow: Float
  public var clearAfterSeconds: Double

  public init(
    name: String, emotion: Int, above: Float, forSeconds: Double, clearBelow: Float, clearAfterSeconds: Double = 1
  ) {
    self.name = name
    self.emotion = emotion
    self.above = above
    self.forSeconds = forSeconds
    self.clearBelow = clearBelow
    self.clearAfterSeconds = clearAfterSeconds
  }
}
