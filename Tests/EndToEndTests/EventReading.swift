import Foundation

/// Printed events as the tests look at them.
struct EventReading: Equatable {
  var type: String
  var sequence: Int
  /// Events before it that will never be written.
  var dropped: Int
  var streamSeconds: Double
  var emotion: String?
  var reason: String?
  var probabilities: [String: Double]

  init(_ line: String) throws {
    let fields = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    type = fields["type"] as? String ?? ""
    sequence = fields["seq"] as? Int ?? -1
    dropped = fields["dropped"] as? Int ?? 0
    streamSeconds = fields["stream_s"] as? Double ?? -1
    emotion = fields["emotion"] as? String
    reason = fields["reason"] as? String
    probabilities = fields["probabilities"] as? [String: Double] ?? [:]
  }

  static func all(_ lines: [String]) throws -> [EventReading] {
    try lines.map { try EventReading($0) }
  }

  static func estimates(_ lines: [String]) throws -> [EventReading] {
    try all(lines).filter { $0.type == "estimate" }
  }

  /// The largest difference of any probability.
  func distance(to other: EventReading) -> Double {
    probabilities.map { abs($0.value - (other.probabilities[$0.key] ?? .infinity)) }.max() ?? .infinity
  }
}
