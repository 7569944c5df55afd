/// A named array of numbers, row-major.
public struct Tensor: Equatable, Sendable {
  public var name: String
  /// Extents, slowest first; `values.count` is their product.
  public var shape: [Int]
  public var values: [Float]
  /// Whether a file holds it as int8 with a scale a row; `values` are then multiples of their row's scale, once it is read again.
  public var isInt8 = false

  /// - Precondition: `values` has as many numbers as `shape` says.
  public init(name: String, shape: [Int], values: [Float]) {
    precondition(values.count == shape.reduce(1, *), "tensor \(name): \(values.count) values for shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}
