/// Why a training could not begin, go on or be saved: what was tried, what came, what to do.
package struct TrainingError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
