/// Why the feature path could not be built.
public struct SpectrumError: Error, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description
  }
}
