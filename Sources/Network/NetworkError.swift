/// Why a model file or a network could not be made: what was read, what was expected, what to do.
public struct NetworkError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
