#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One line that `undertone listen` printed, as those who show events read it.
///
/// What this version does not know is left out, so that a newer daemon's lines can be shown, too; Config/event.schema.json is the exact form.
/// - Units: as the fields' names say; times in seconds of the stream.
public struct ReadEvent: Decodable, Equatable, Sendable {
  public let type: String
  public let seq: UInt64
  public let time: String
  public let monotonicNanoseconds: Int64
  public let streamSeconds: Double
  /// Events right before it that will never be written.
  public let dropped: UInt64?
  /// Which input it is of, where there are several, and which of its channels.
  public let source: String?
  public let channel: Int?

  // start
  public let schema: Int?
  public let version: String?
  public let model: Model?
  public let input: Input?
  public let purpose: String?

  // estimate
  public let speech: Double?
  public let emotion: String?
  public let reason: String?
  public let confidence: Double?
  public let probabilities: [String: Double]?
  public let gender: [String: Double]?
  public let heardSeconds: Double?
  public let latencyMilliseconds: Double?
  public let validMilliseconds: Double?

  // change
  public let from: String?
  public let to: String?

  // alert
  public let rule: String?
  public let state: String?
  public let sinceSeconds: Double?

  // gap
  public let lostSamples: UInt64?
  public let lostMilliseconds: Double?
  public let cause: String?

  // signal, device, fault
  public let part: String?
  public let detail: String?
  public let error: String?

  // level
  public let levelDecibels: Double?
  public let peakDecibels: Double?

  // health
  public let uptimeSeconds: Double?
  public let steps: UInt64?
  public let droppedEvents: UInt64?
  public let stepMicroseconds: StepTimes?
  public let load: Double?
  public let residentKilobytes: UInt64?

  public struct Model: Decodable, Equatable, Sendable {
    public let name: String
    public let sha256: String
  }

  public struct Input: Decodable, Equatable, Sendable {
    public let kind: String
    public let name: String
  }

  public struct StepTimes: Decodable, Equatable, Sendable {
    public let p50: Double
    public let p99: Double
    public let max: Double
  }

  enum CodingKeys: String, CodingKey {
    case type, seq, time, dropped, source, channel, schema, version, model, input, purpose, speech, emotion, reason, confidence
    case probabilities, gender, from, to, rule, state, cause, part, detail, error, steps, load
    case levelDecibels = "dbfs"
    case peakDecibels = "peak_dbfs"
    case monotonicNanoseconds = "monotonic_ns"
    case streamSeconds = "stream_s"
    case heardSeconds = "heard_s"
    case latencyMilliseconds = "latency_ms"
    case validMilliseconds = "valid_ms"
    case sinceSeconds = "since_s"
    case lostSamples = "lost_samples"
    case lostMilliseconds = "lost_ms"
    case uptimeSeconds = "uptime_s"
    case droppedEvents = "dropped_events"
    case stepMicroseconds = "step_us"
    case residentKilobytes = "resident_kb"
  }

  /// - Returns: `nil` for a line that is no event.
  public init?(line: some Sequence<UInt8>) {
    guard let event = try? JSONDecoder().decode(ReadEvent.self, from: Data(line)) else { return nil }
    self = event
  }
}
