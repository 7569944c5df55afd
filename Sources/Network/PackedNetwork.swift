internal import CKernels

/// The weights as the step's kernels read them: plain pointers, so that a step touches no reference count. It is valid as long as the
/// `Weights` that it came from.
///
/// Shapes: F features, H hidden. A packed matrix is [rows/16][columns][16]: see CKernels.
// SAFETY: written when made, only read afterwards; owned by the one `Weights` that deallocates it.
public struct PackedNetwork: BitwiseCopyable, @unchecked Sendable {
  /// A packed matrix with its bias [rows].
  struct Affine: BitwiseCopyable {
    let weight: UnsafeMutablePointer<Float>
    let bias: UnsafeMutablePointer<Float>
  }

  let featureCount: Int
  let hidden: Int
  let layers: Int
  /// [H, F]
  let input: Affine
  /// [H] each
  let normGain: UnsafeMutablePointer<Float>
  let normBias: UnsafeMutablePointer<Float>
  /// `layers` of them, each [4H, H + H]: weight_ih beside weight_hh; bias: the sum of both.
  let lstm: UnsafeMutablePointer<Affine>
  /// [16, H]: emotion (8), gender (2), speech, weight, decay, three rows of zeros.
  let heads: Affine
  /// Copies: a hot function may not call a static property's accessor.
  let weightLimit = NetworkConfiguration.weightLimit
  let normEpsilon = NetworkConfiguration.layerNormEpsilon

  /// All layers and heads; the heads' sums are left in `scratch`, [16]; the other blocks are `State`'s.
  func run(
    _ features: UnsafePointer<Float>?, inputs: UnsafeMutablePointer<Float>, cells: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    ck_affine(input.weight, input.bias, features, hidden, featureCount, inputs)
    ck_layer_norm_gelu(inputs, normGain, normBias, normEpsilon, hidden)
    for layer in 0..<layers {
      let own = inputs + layer * 2 * hidden
      ck_affine(lstm[layer].weight, lstm[layer].bias, own, 4 * hidden, 2 * hidden, scratch)
      ck_lstm_cell(scratch, hidden, cells + layer * hidden, own + hidden)
      if layer + 1 < layers { (own + 2 * hidden).update(from: own + hidden, count: hidden) }
    }
    ck_affine(heads.weight, heads.bias, inputs + (2 * layers - 1) * hidden, 16, hidden, scratch)
  }

  /// Every block of weights with its length in floats.
  var blocks: [(start: UnsafeMutablePointer<Float>, count: Int)] {
    let norms = [(normGain, hidden), (normBias, hidden)]
    let affines = [(input, hidden, featureCount), (heads, 16, hidden)] + (0..<layers).map { (lstm[$0], 4 * hidden, 2 * hidden) }
    return norms + affines.flatMap { affine, rows, columns in [(affine.weight, rows * columns), (affine.bias, rows)] }
  }

  /// A checksum of all weights: any single flipped bit changes it, and so does an exchange of two words.
  ///
  ///     a ← a + word, b ← b + a   (Fletcher, IEEE Trans. Communications 30(1), 1982, with 64-bit words)
  func checksum() -> UInt64 {
    var (plain, ordered): (UInt64, UInt64) = (0, 0)
    for (start, count) in blocks {
      // Rows are a multiple of sixteen, so that a block is whole words.
      start.withMemoryRebound(to: UInt64.self, capacity: count / 2) { words in
        for index in 0..<count / 2 {
          plain &+= words[index]
          ordered &+= plain
        }
      }
    }
    return plain ^ ordered.byteSwapped
  }

  func deallocate() {
    for affine in [input, heads] + (0..<layers).map({ lstm[$0] }) {
      affine.weight.deallocate()
      affine.bias.deallocate()
    }
    normGain.deallocate()
    normBias.deallocate()
    lstm.deallocate()
  }
}

extension PackedNetwork.Affine {
  /// Matrices [rows, columns] side by side, packed into blocks of sixteen rows; rows that `bias` lacks stay zero.
  init(_ sides: [(values: [Float], columns: Int)], rows: Int, bias: [Float]) {
    let total = sides.reduce(0) { $0 + $1.columns }
    weight = alignedFloats(rows * total)
    var before = 0
    for (values, columns) in sides {
      for row in 0..<min(rows, values.count / columns) {
        for column in 0..<columns {
          weight[(row / 16 * total + before + column) * 16 + row % 16] = values[row * columns + column]
        }
      }
      before += columns
    }
    self.bias = alignedFloats(rows)
    self.bias.update(from: bias, count: bias.count)
  }
}

/// Zeroed memory on a cache line's boundary.
func alignedFloats(_ count: Int) -> UnsafeMutablePointer<Float> {
  let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
  let floats = raw.bindMemory(to: Float.self, capacity: count)
  floats.initialize(repeating: 0, count: count)
  return floats
}

/// A copy of `values` on a cache line's boundary.
func alignedFloats(_ values: [Float]) -> UnsafeMutablePointer<Float> {
  let floats = alignedFloats(values.count)
  floats.update(from: values, count: values.count)
  return floats
}
