package import Pictures

/// What a test found: figures to read, and some of them to see.
package protocol TestReport: Sendable {
  var tables: [ResultTable] { get }
  /// - Throws: `PictureError` when there is nothing to draw.
  func figures() throws(PictureError) -> [Figure]
}

extension TestReport {
  package func figures() throws(PictureError) -> [Figure] { [] }
}
