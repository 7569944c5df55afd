/// Why a model could not be loaded or saved: which file, what is wrong, what to do.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
