/// What the matrices of the affine layer and of the LSTM are multiplied in; heads, sums, cells and activations are float always.
public enum Precision: String, Sendable, CaseIterable {
  case float
  /// Weights as int8 with one scale a row and matrix, inputs as int8 with one scale a vector and step, products summed in int32: a quarter
  /// of the memory. Source: Jacob et al., arXiv 1712.05877, section 2, symmetric, with the inputs' scales taken anew at each step.
  case int8
}
