import Foundation

/// One epoch in the log: a line of JSON.
struct TrainingRecord: Codable {
  var epoch: Int
  /// Mean over the epoch of the rolling estimate's weighted cross-entropy.
  var loss: Float
  /// Percent by corpus, on what the partition leaves out, in a stream of frames.
  var uar: [String: Double]
  /// Mean −log of the probability that the truth was given, by corpus.
  var testLoss: [String: Double]
  /// Training alone, without scoring.
  var seconds: Double

  /// Appends itself to the file, which is made if need be.
  func append(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let line = try encoder.encode(self) + Data("\n".utf8)
    if let handle = FileHandle(forWritingAtPath: path) {
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
      try handle.close()
    } else {
      try line.write(to: URL(filePath: path))
    }
  }
}
