package import Pictures

/// What a test found: figures to read, and some of them to see.
package protocol TestReport: Sendable {
  var tables: [ResultTable] { get }
  var figures: [Figure] { get }
}

extension TestReport {
  package var figures: [Figure] { [] }
}
