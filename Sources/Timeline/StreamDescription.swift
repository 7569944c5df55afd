/// What the events may refer to: names instead of indices, and all of the `start` events.
public struct StreamDescription: Sendable {
  /// The version of the events' schema.
  public static let schema = 1

  public var version: String
  public var modelName: String
  public var modelSHA256: String
  public var modelLicence: String
  /// Emotions and genders in the order of their indices.
  public var labels: [String]
  public var genders: [String]
  /// By the place that `Event.source` has.
  public var inputs: [InputDescription]
  public var purpose: String
  /// Whether events carry the gender.
  public var showsGender: Bool
  /// Whether memory is locked.
  public var locked: Bool
  public var ruleNames: [String]
  /// How long after it was written an estimate may be believed.
  public var validMilliseconds: Int

  public init(
    version: String, modelName: String, modelSHA256: String, modelLicence: String, labels: [String], genders: [String],
    inputs: [InputDescription], purpose: String, showsGender: Bool, locked: Bool, ruleNames: [String], validMilliseconds: Int
  ) {
    self.version = version
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.modelLicence = modelLicence
    self.labels = labels
    self.genders = genders
    self.inputs = inputs
    self.purpose = purpose
    self.showsGender = showsGender
    self.locked = locked
    self.ruleNames = ruleNames
    self.validMilliseconds = validMilliseconds
  }
}

/// What only the writer knows, at the moment it writes.
public struct WritingMoment: Sendable {
  public var monotonicNanoseconds: Int64
  /// CLOCK_REALTIME − CLOCK_MONOTONIC.
  public var wallClockOffsetNanoseconds: Int64
  /// Events dropped in all.
  public var droppedTotal: UInt64
  /// Share of one core that the process used since the last heartbeat.
  public var load: Double
  public var residentKilobytes: Int

  public init(
    monotonicNanoseconds: Int64, wallClockOffsetNanoseconds: Int64, droppedTotal: UInt64 = 0, load: Double = 0, residentKilobytes: Int = 0
  ) {
    self.monotonicNanoseconds = monotonicNanoseconds
    self.wallClockOffsetNanoseconds = wallClockOffsetNanoseconds
    self.droppedTotal = droppedTotal
    self.load = load
    self.residentKilobytes = residentKilobytes
  }
}
