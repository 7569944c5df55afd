/// Why a picture could not be drawn, in one line: what was tried, what came, what to do.
package struct PictureError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
