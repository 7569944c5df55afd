/// Why a text is no YAML, with file and line.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) {
    self.description = description
  }
}
