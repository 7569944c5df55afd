package import Corpus
package import Model

/// A model that is to be tested, and what it was trained on.
package struct Candidate: Sendable {
  package let model: Model
  package let path: String
  package let partition: Partition

  /// - Throws: `EvaluationError` when the file names a partition that we do not know.
  package init(_ model: Model, path: String) throws(EvaluationError) {
    let name = model.metadata.partition ?? Partition.split.name  // files from before there were others
    guard let partition = Partition(name) else {
      throw EvaluationError(
        "\(path) is of the partition \"\(name)\"; known are \(Partition.all.map(\.name).joined(separator: ", "))")
    }
    self.model = model
    self.path = path
    self.partition = partition
  }

  /// Refuses a test that would mean nothing: of another partition, or on people whom the model was trained on.
  /// - Parameter clips: all that the data folders hold.
  /// - Returns: the clips that `test` plays to it.
  /// - Throws: `EvaluationError` saying why not.
  package func clips(of clips: [Clip], for test: TestProtocol, split: Split) throws(EvaluationError) -> [Clip] {
    guard test.partitions.contains(partition) else {
      let names = test.partitions.map(\.name).joined(separator: ", ")
      throw EvaluationError("\(test.rawValue) tests models of the partition \(names); \(path) is of \(partition.name)")
    }
    guard test != .background else { return [] }
    let tested = clips.filter { test.plays($0, to: partition, split: split) }
    try check(tested, of: clips, for: test.rawValue)
    return tested
  }

  /// Refuses people whom the model was trained on, except in the partition that is drawn whoever speaks.
  package func check(_ tested: [Clip], of clips: [Clip], for test: String) throws(EvaluationError) {
    guard !tested.isEmpty else {
      throw EvaluationError(
        "\(test): the data folders hold no clip to test \(path) (partition \(partition.name)) on; name others with --data, or another --split"
      )
    }
    guard partition != .random else { return }
    let trained = Set(model.metadata.speakers?.map { Clip.person($0) } ?? clips.filter { partition.trains($0) }.map(\.person))
    if let known = tested.filter({ trained.contains($0.person) }).map(\.speaker).min() {
      throw EvaluationError("\(path) was trained on \(known), so \(test) cannot test it on that speaker")
    }
  }

  /// Refuses two models of one partition where each stands for a part of the result.
  package static func check(_ candidates: [Candidate], for test: TestProtocol) throws(EvaluationError) {
    guard test.takesSeveralModels else { return }
    for (index, candidate) in candidates.enumerated() {
      if let twin = candidates[..<index].first(where: { $0.partition == candidate.partition }) {
        throw EvaluationError("\(twin.path) and \(candidate.path) are both of the partition \(candidate.partition.name)")
      }
    }
  }
}

/// Why a test cannot be made: which model, what it is, what was expected.
package struct EvaluationError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
