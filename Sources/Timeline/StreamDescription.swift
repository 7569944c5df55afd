/// What every event of a stream may refer to: names instead of indices, and all of the `start` event.
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
  public var inputKind: String
  public var inputName: String
  public var rateHz: Int
  public var channels: Int
  public var sampleFormat: String
  public var channel: String
  public var purpose: String
  /// Whether events carry the gender.
  public var showsGender: Bool
  /// Whether capture has SCHED_FIFO, and whether memory is locked.
  public var fifo: Bool
  public var locked: Bool
  public var ruleNames: [String]
  /// How long after it was written an estimate may be believed.
  public var validMilliseconds: Int
  /// Names the input when a process has several.
  public var source: String?

  public init(
    version: String, modelName: String, modelSHA256: String, modelLicence: String, labels: [String], genders: [String],
    inputKind: String, inputName: String, rateHz: Int, channels: Int, sampleFormat: String, channel: String,
    purpose: String, showsGender: Bool, fifo: Bool, locked: Bool, ruleNames: [String], validMilliseconds: Int,
    source: String? = nil
  ) {
    self.version = version
    self.modelName = modelName
    self.modelSHA256 = modelSHA256
    self.modelLicence = modelLicence
    self.labels = labels
    self.genders = genders
    self.inputKind = inputKind
    self.inputName = inputName
    self.rateHz = rateHz
    self.channels = channels
    self.sampleFormat = sampleFormat
    self.channel = channel
    self.purpose = purpose
    self.showsGender = showsGender
    self.fifo = fifo
    self.locked = locked
    self.ruleNames = ruleNames
    self.validMilliseconds = validMilliseconds
    self.source = source
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
