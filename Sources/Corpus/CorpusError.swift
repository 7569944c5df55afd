/// Why clips could not be found or read: the place, what was expected there, what to do.
package struct CorpusError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
