internal import Network
internal import Spectrum

/// One of the things that are measured.
package struct BenchCase: Sendable {
  package let name: String
  /// What is counted, such as `step`: the times are those of one.
  package let unit: String
  /// What is in it, for people.
  package let summary: String
  /// Whether it is run when no case is named.
  package let isDefault: Bool
  package let make: @Sendable (BenchMaterial) throws -> any BenchWork

  init(
    _ name: String, unit: String, _ summary: String, isDefault: Bool = true,
    _ make: @escaping @Sendable (BenchMaterial) throws -> any BenchWork
  ) {
    self.name = name
    self.unit = unit
    self.summary = summary
    self.isDefault = isDefault
    self.make = make
  }
}

extension BenchCase {
  /// Everything that can be measured, in the order of the table. Another kernel, or another number of streams at once, is another line.
  package static let all: [BenchCase] = parts + streams + training + widths

  private static let parts = [
    BenchCase("features", unit: "frame", "samples → log-mel frames, normalised") { try FeatureWork($0) },
    BenchCase("step", unit: "step", "the network's step of 40 ms, one stream") { try StepWork($0) },
    BenchCase("step-int8", unit: "step", "the same with int8 weights") { try StepWork($0, precision: .int8) },
    BenchCase("batch-64", unit: "step", "the network's steps of 64 streams at once") { try StepWork($0, streams: 64) },
    BenchCase("batch-64-int8", unit: "step", "the same with int8 weights") { try StepWork($0, precision: .int8, streams: 64) },
    BenchCase("signal", unit: "block", "the watch over the microphone, blocks of 0.1 s") { SignalWork($0) },
    BenchCase("pipeline", unit: "step", "one stream: samples → events, with int8 weights") { try StreamsWork($0, streams: 1) },
    BenchCase("score", unit: "file", "a recording: decode → estimates → its line, with int8 weights") { try ScoreWork($0) },
    BenchCase("score-16", unit: "file", "sixteen of them at a time") { try ScoreWork($0, files: 16) },
    BenchCase("score-float", unit: "file", "a recording with float weights") { try ScoreWork($0, precision: .float) },
  ]

  private static let streams = [1, 10, 100, 1000].map { count in
    BenchCase("streams-\(count)", unit: "step", "\(count) streams on one thread, stepped together") {
      try StreamsWork($0, streams: count)
    }
  }

  private static let training = [
    BenchCase("training", unit: "update", "an epoch: streams from clips, forward, back, optimiser") { try TrainingWork($0, muon: true) },
    BenchCase("training-adamw", unit: "update", "the same with AdamW instead of Muon", isDefault: false) {
      try TrainingWork($0, muon: false)
    },
  ]

  private static let widths = [64, 128, 192, 256, 384, 512].map { (width: Int) in
    [Precision.float, .int8].map { (precision: Precision) in
      let name = "width-\(width)" + (precision == .int8 ? "-int8" : "")
      return BenchCase(name, unit: "step", "the step of a network \(width) wide, random weights, \(precision.rawValue)", isDefault: false) {
        try StepWork($0, precision: precision, hidden: width)
      }
    }
  }.flatMap { $0 }

  /// The cases of these names, in the table's order; `streams` stands for `streams-1`, `streams-10` …; no name: the default ones.
  /// - Throws: `BenchError` when a name is no case's.
  package static func named(_ names: [String]) throws(BenchError) -> [BenchCase] {
    if names.isEmpty { return all.filter(\.isDefault) }
    let whole = Set(all.map(\.name))
    let isMeant = { (entry: BenchCase, name: String) in
      entry.name == name || !whole.contains(name) && entry.name.hasPrefix(name + "-")
    }
    if let unknown = names.first(where: { name in !all.contains { isMeant($0, name) } }) {
      throw BenchError("no case is called \(unknown); there are \(all.map(\.name).joined(separator: ", "))")
    }
    return all.filter { entry in names.contains { isMeant(entry, $0) } }
  }
}

/// Why something cannot be measured.
package struct BenchError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
