internal import Corpus
internal import Dispatch

/// Momentum whose matrix steps are orthogonalised, so that every direction of a weight matrix learns at the same pace.
///
///     v ← βv + g    u = g + βv (Nesterov)    w ← (1 − rate·decay)·w − rate·0.2·√H · UVᵀ, where u = USVᵀ
///
/// UVᵀ comes from five Newton–Schulz steps. It moves the square blocks `[H, H]` of the affine and LSTM matrices: each gate is a matrix
/// of its own. The factor 0.2·√H gives a step the size that AdamW's usually has, so both go with one learning rate.
/// Source: Jordan et al., "Muon: an optimizer for hidden layers", 2024; Liu et al., "Muon is scalable for LLM training", arXiv:2502.16982.
final class Muon {
  /// Where the square blocks begin in the parameters.
  let offsets: [Int]
  let width: Int
  private let workspaces: [Workspace]
  private let beta: Float = 0.95

  private struct Workspace {
    let step: FloatBuffer, square: FloatBuffer, polynomial: FloatBuffer, next: FloatBuffer

    init(_ count: Int) {
      (step, square) = (FloatBuffer(count), FloatBuffer(count))
      (polynomial, next) = (FloatBuffer(count), FloatBuffer(count))
    }
  }

  init(_ layout: ParameterLayout, threads: Int) {
    let width = layout.configuration.hidden
    self.width = width
    offsets = layout.slots.filter { $0.name.hasPrefix("lstm.weight") || $0.name == "input.0.weight" }
      .filter { $0.shape[1] == width }
      .flatMap { slot in (0..<slot.shape[0] / width).map { slot.offset + $0 * width * width } }
    workspaces = (0..<threads).map { _ in Workspace(width * width) }
  }

  /// - Parameters:
  ///   - clip: what the gradient is multiplied with first.
  ///   - velocity: v of all parameters; only the blocks are touched.
  func step(_ parameters: ParameterSet, _ gradient: ParameterSet, velocity: ParameterSet, clip: Float, rate: Float, decay: Float) {
    // SAFETY: thread t touches its own workspace and every threads-th block.
    let (workspaces, offsets, threads) = (workspaces, offsets, workspaces.count)
    nonisolated(unsafe) let (values, slopes, moments) = (parameters.values.base, gradient.values.base, velocity.values.base)
    nonisolated(unsafe) let this = self
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for block in stride(from: thread, to: offsets.count, by: threads) {
        let offset = offsets[block]
        this.move(values + offset, slopes + offset, moments + offset, workspaces[thread], clip, rate, decay)
      }
    }
  }

  private func move(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>, _ v: UnsafeMutablePointer<Float>, _ space: Workspace,
    _ clip: Float, _ rate: Float, _ decay: Float
  ) {
    let count = width * width
    let u = space.step.base
    var squares: Float = 0
    for k in 0..<count {
      v[k] = beta * v[k] + clip * g[k]
      u[k] = clip * g[k] + beta * v[k]
      squares += u[k] * u[k]
    }
    guard squares > 0 else { return }
    let inverse = 1 / squares.squareRoot()
    for k in 0..<count { u[k] *= inverse }
    let direction = orthogonalised(space)
    let (keep, size) = (1 - rate * decay, rate * 0.2 * Float(width).squareRoot())
    for k in 0..<count { w[k] = keep * w[k] - size * direction[k] }
  }

  /// Newton–Schulz: x ← ax + (bA + cA²)x with A = xxᵀ, which drives every singular value towards 1.
  /// - Parameter space: `step` holds x, its Frobenius norm 1; all of it is overwritten.
  private func orthogonalised(_ space: Workspace) -> UnsafePointer<Float> {
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    let (n, count) = (width, width * width)
    var (x, next) = (space.step.base, space.next.base)
    let (square, polynomial) = (space.square.base, space.polynomial.base)
    for _ in 0..<5 {
      MatrixProduct.forward(x, x, into: square, n: n, m: n, k: n)
      MatrixProduct.inputGradient(square, square, into: polynomial, n: n, m: n, k: n)
      for k in 0..<count { polynomial[k] = b * square[k] + c * polynomial[k] }
      for k in 0..<count { next[k] = a * x[k] }
      MatrixProduct.inputGradient(polynomial, x, into: next, n: n, m: n, k: n, adding: true)
      swap(&x, &next)
    }
    return UnsafePointer(x)
  }
}
