import Foundation

/// What one protocol found for one model, or for the models that make up its result.
package struct Outcome: Encodable, Sendable {
  package struct Tested: Encodable, Sendable {
    package var file: String
    package var name: String
    package var sha256: String
    package var partition: String
  }

  package var test: String
  package var models: [Tested]
  package var tables: [ResultTable]
  /// What the pictures are made from.
  package let report: any TestReport

  private enum CodingKeys: String, CodingKey {
    case test = "protocol"
    case models, tables
  }

  package init(_ test: TestProtocol, _ candidates: [Candidate], _ report: any TestReport) {
    self.test = test.rawValue
    tables = report.tables
    self.report = report
    models = candidates.map {
      Tested(
        file: URL(filePath: $0.path).lastPathComponent, name: $0.model.metadata.name, sha256: $0.model.metadata.sha256,
        partition: $0.partition.name)
    }
  }

  package var text: String {
    let names = models.map { "\($0.name) \($0.sha256.prefix(12)) (\($0.partition))" }
    return (["\(test): \(names.joined(separator: ", "))"] + tables.map(\.text)).joined(separator: "\n\n")
  }

  /// All outcomes as one JSON document; shares are 0…1.
  package static func json(_ outcomes: [Outcome]) throws -> String {
    struct Document: Encodable {
      var results: [Outcome]
      var interval = "percentile bootstrap over speakers, 95 %, \(Bootstrap.draws) draws, seed \(Bootstrap.seed)"
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Document(results: outcomes)), as: UTF8.self)
  }
}
