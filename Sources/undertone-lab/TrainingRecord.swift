import Foundation

/// One epoch in the log: a line of JSON. Percent and losses by corpus, at the clips' ends in a stream of frames.
struct TrainingRecord: Codable {
  var epoch: Int
  /// Mean over the epoch of the rolling estimate's weighted cross-entropy, with all that the recipe does to the clips.
  var loss: Float
  /// On what the partition leaves out: mean of the emotions' recalls, share of right answers, and mean −log of the probability that the
  /// truth was given.
  var uar: [String: Double] = [:]
  var wa: [String: Double] = [:]
  var testLoss: [String: Double] = [:]
  /// Share of clips whose speaker's gender was heard.
  var gender: [String: Double] = [:]
  /// The same on some of the clips that are trained on, as they were recorded.
  var trainUAR: [String: Double] = [:]
  var trainWA: [String: Double] = [:]
  var trainLoss: [String: Double] = [:]
  var trainGender: [String: Double] = [:]
  /// Training alone, without scoring.
  var seconds: Double

  init(epoch: Int, loss: Float, seconds: Double) {
    self.epoch = epoch
    self.loss = loss
    self.seconds = seconds
  }

  /// Groups that an older log does not have are empty.
  init(from decoder: any Decoder) throws {
    let line = try decoder.container(keyedBy: CodingKeys.self)
    func group(_ key: CodingKeys) throws -> [String: Double] { try line.decodeIfPresent([String: Double].self, forKey: key) ?? [:] }
    epoch = try line.decode(Int.self, forKey: .epoch)
    loss = try line.decode(Float.self, forKey: .loss)
    seconds = try line.decode(Double.self, forKey: .seconds)
    (uar, wa, testLoss, gender) = (try group(.uar), try group(.wa), try group(.testLoss), try group(.gender))
    (trainUAR, trainWA) = (try group(.trainUAR), try group(.trainWA))
    (trainLoss, trainGender) = (try group(.trainLoss), try group(.trainGender))
  }

  /// The lines of a log; one that is being written is passed over.
  /// - Throws: `RecipeError` when there is no log.
  static func read(_ path: String) throws -> [TrainingRecord] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw RecipeError("there is no \(path): is the folder that of a training (undertone-lab train --run), with an epoch done?")
    }
    return data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONDecoder().decode(TrainingRecord.self, from: Data($0)) }
  }

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
