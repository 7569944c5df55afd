#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Events as JSON lines: the exact fields of Config/event.schema.json, each line below 4096 bytes.
public struct EventLine: Sendable {
  public let description: StreamDescription
  private var line = JSONLine()

  /// Names too long for a line of 4096 bytes are shortened, with an ellipsis.
  public init(_ description: StreamDescription) {
    self.description = description.bounded()
  }

  /// The event's line, with its line feed; valid until the next call.
  public mutating func encode(_ event: Event, at moment: WritingMoment) -> [UInt8] {
    line.begin()
    line.field("type", Self.typeName(event.content))
    line.field("seq", event.sequence)
    line.field("time", Self.wallClock(event.monotonicNanoseconds + moment.wallClockOffsetNanoseconds))
    line.field("monotonic_ns", event.monotonicNanoseconds)
    line.field("stream_s", seconds(event.tick), decimals: 6)
    switch event.content {
    case .start: start(description.inputs[Int(event.source)])
    case .estimate(let estimate): write(estimate, event, moment)
    case .change(let change): write(change)
    case .alert(let alert): write(alert)
    case .gap(let gap): write(gap)
    case .signal(let signal): write(signal)
    case .device(let device): write(device)
    case .fault(let fault): write(fault)
    case .level(let level): write(level)
    case .health(let health): write(health, moment)
    case .stop(let stop): write(stop, moment)
    }
    let input = description.inputs[Int(event.source)]
    if let source = input.source { line.field("source", source) }
    if let number = input.channelNumber { line.field("channel", number) }
    if event.droppedBefore > 0 { line.field("dropped", event.droppedBefore) }
    line.end()
    return line.bytes
  }

  private static func typeName(_ content: Event.Content) -> String {
    switch content {
    case .start: "start"
    case .estimate: "estimate"
    case .change: "change"
    case .alert: "alert"
    case .gap: "gap"
    case .signal: "signal"
    case .device: "device"
    case .fault: "fault"
    case .level: "level"
    case .health: "health"
    case .stop: "stop"
    }
  }

  private mutating func start(_ input: InputDescription) {
    line.field("schema", StreamDescription.schema)
    line.field("version", description.version)
    let about = description
    line.object("model") { line in
      line.field("name", about.modelName)
      line.field("sha256", about.modelSHA256)
      line.array("labels", about.labels) { $0.string($1) }
      line.field("licence", about.modelLicence)
    }
    line.object("input") { line in
      line.field("kind", input.kind)
      line.field("name", input.name)
      line.field("rate_hz", input.rateHz)
      line.field("channels", input.channels)
      line.field("format", input.sampleFormat)
      line.field("channel", input.channel)
    }
    line.field("purpose", about.purpose)
    line.object("realtime") { line in
      line.field("fifo", input.fifo)
      line.field("locked", about.locked)
    }
  }

  private mutating func write(_ estimate: Estimate, _ event: Event, _ moment: WritingMoment) {
    line.field("speech", Double(estimate.speech), decimals: 3)
    line.answer(estimate, labels: description.labels)
    line.gender(description.showsGender ? estimate.gender : nil, labels: description.genders)
    line.field("heard_s", Double(estimate.heardSeconds), decimals: 2)
    let latency = Double(moment.monotonicNanoseconds - event.monotonicNanoseconds) / 1e6
    line.field("latency_ms", latency, decimals: 1)
    line.field("valid_ms", description.validMilliseconds)
  }

  private mutating func write(_ change: Change) {
    line.field("from", change.from >= 0 ? description.labels[change.from] : nil)
    line.field("to", change.to >= 0 ? description.labels[change.to] : nil)
    line.field("confidence", Double(change.confidence), decimals: 5)
  }

  private mutating func write(_ alert: Alert) {
    line.field("rule", description.ruleNames.indices.contains(alert.rule) ? description.ruleNames[alert.rule] : "rule \(alert.rule)")
    line.field("state", alert.raised ? "raised" : "cleared")
    line.field("since_s", seconds(alert.sinceTick), decimals: 6)
  }

  private mutating func write(_ gap: Gap) {
    line.field("lost_samples", gap.lostSamples)
    line.field("lost_ms", Double(gap.lostSamples) * 1000 / Double(gap.rateHz), decimals: 3)
    switch gap.cause {
    case .overrun: line.field("cause", "overrun")
    case .suspend: line.field("cause", "suspend")
    case .device: line.field("cause", "device")
    case .ringFull: line.field("cause", "ring-full")
    }
    switch gap.state {
    case .carried: line.field("lstm", "carried")
    case .decayed: line.field("lstm", "decayed")
    case .reset: line.field("lstm", "reset")
    }
    line.field("merged", gap.merged)
  }

  private mutating func write(_ signal: Signal) {
    line.field("state", "\(signal.state.name)")
    line.field("detail", signal.detail)
  }

  private mutating func write(_ device: Device) {
    line.field("state", device.restored ? "restored" : "lost")
    line.field("error", device.restored ? nil : device.error)
  }

  private mutating func write(_ fault: Fault) {
    switch fault.part {
    case .weights:
      line.field("part", "weights")
      line.field("detail", "the checksum of the weights was wrong; they were loaded again")
    case .state:
      line.field("part", "state")
      line.field("detail", "the checksum of the network's state was wrong, or its answer no number; it begins anew")
    case .features:
      line.field("part", "features")
      line.field("detail", "the features were no numbers that sound can give; they begin anew")
    }
    line.field("since_s", seconds(fault.sinceTick), decimals: 6)
    line.field("times", fault.times)
    line.field("lstm", "reset")
  }

  private mutating func write(_ level: Level) {
    line.field("dbfs", Double(level.decibels), decimals: 1)
    line.field("peak_dbfs", Double(level.peakDecibels), decimals: 1)
  }

  private mutating func write(_ health: Health, _ moment: WritingMoment) {
    line.field("uptime_s", health.uptimeSeconds, decimals: 1)
    line.field("steps", health.steps)
    line.field("lost_samples", health.lostSamples)
    line.field("dropped_events", moment.droppedTotal)
    line.object("step_us") { line in
      line.field("p50", Double(health.stepMicroseconds.p50), decimals: 1)
      line.field("p99", Double(health.stepMicroseconds.p99), decimals: 1)
      line.field("max", Double(health.stepMicroseconds.max), decimals: 1)
    }
    line.field("load", moment.load, decimals: 4)
    line.field("resident_kb", moment.residentKilobytes)
  }

  private mutating func write(_ stop: Stop, _ moment: WritingMoment) {
    switch stop.cause {
    case .endOfInput: line.field("reason", "end of input")
    case .interrupt: line.field("reason", "SIGINT")
    case .terminate: line.field("reason", "SIGTERM")
    case .inputError: line.field("reason", "input error")
    case .damage: line.field("reason", "damaged weights")
    }
    line.field("steps", stop.steps)
    line.field("lost_samples", stop.lostSamples)
    line.field("dropped_events", moment.droppedTotal)
  }

  /// RFC 3339 in UTC with milliseconds.
  static func wallClock(_ nanoseconds: Int64) -> String {
    var seconds = time_t(nanoseconds / 1_000_000_000)
    let milliseconds = nanoseconds / 1_000_000 % 1000
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func digits(_ value: some BinaryInteger, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return "\(digits(parts.tm_year + 1900, 4))-\(digits(parts.tm_mon + 1, 2))-\(digits(parts.tm_mday, 2))T"
      + "\(digits(parts.tm_hour, 2)):\(digits(parts.tm_min, 2)):\(digits(parts.tm_sec, 2)).\(digits(milliseconds, 3))Z"
  }
}

extension JSONLine {
  /// The fields that an `estimate` and a `score` line share: emotion, reason, confidence, probabilities.
  public mutating func answer(_ estimate: Estimate, labels: [String]) {
    field("emotion", estimate.emotion.map { labels[$0] })
    field("reason", estimate.reason.map { String(describing: $0.name) })
    field("confidence", Double(estimate.confidence), decimals: 5)
    probabilities(estimate.probabilities, labels: labels)
  }

  public mutating func probabilities(_ values: SIMD8<Float>, labels: [String]) {
    object("probabilities") { line in
      for (index, label) in labels.enumerated() { line.field(label, Double(values[index]), decimals: 5) }
    }
  }

  /// `null` when the gender is switched off.
  public mutating func gender(_ values: SIMD2<Float>?, labels: [String]) {
    key("gender")
    guard let values else { return raw("null") }
    element { line in
      for (index, label) in labels.enumerated() { line.field(label, Double(values[index]), decimals: 5) }
    }
  }
}

/// Seconds of a tick.
func seconds(_ tick: Int64) -> Double {
  Double(tick) / Double(TimelineConfiguration.ticksPerSecond)
}

extension Device {
  /// The call that failed, in the words of ALSA and of the C library.
  public var error: String {
    let call =
      switch call {
      case .open: "snd_pcm_open"
      case .start: "snd_pcm_start"
      case .read: "snd_pcm_readi"
      case .silence: "no samples come"
      }
    return "\(call): \(String(cString: strerror(-code))) (\(code))"
  }
}
