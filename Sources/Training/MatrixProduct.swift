internal import COpenBLAS
internal import Network

/// The three products of an affine map and its way back, on row-major dense matrices (OpenBLAS).
///
/// Legend: n rows of data, m outputs, k inputs; a weight matrix is `[m, k]`.
package enum MatrixProduct {
  /// Each worker multiplies on its own core, so OpenBLAS itself starts no threads.
  static func useOneThreadACall() { openblas_set_num_threads(1) }

  /// The kernels that OpenBLAS has to be told of, as `OPENBLAS_CORETYPE` before the program starts, because it took those of 2004 for a
  /// processor that is younger than it; nil when it chose well. (0.3.21 on a Xeon of 2023: training takes 1.7 times as long.)
  package static var missedCore: String? {
    guard String(cString: openblas_get_corename()) == "Prescott" else { return nil }
    if Processor.level.hasPrefix("avx512") { return "SkylakeX" }
    return Processor.level.hasPrefix("avx") ? "Haswell" : nil
  }

  /// out `[n, m]` ← x `[n, k]` · wᵀ, or added to it.
  static func forward(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, n: Int, m: Int, k: Int,
    adding: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(n), Int32(m), Int32(k), 1, x, Int32(k), w, Int32(k),
      adding ? 1 : 0, out, Int32(m))
  }

  /// dx `[n, k]` ← dy `[n, m]` · w, or added to it.
  static func inputGradient(
    _ dy: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, n: Int, m: Int, k: Int,
    adding: Bool = false
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(n), Int32(k), Int32(m), 1, dy, Int32(m), w, Int32(k),
      adding ? 1 : 0, dx, Int32(k))
  }

  /// dw `[m, k]` += dyᵀ · x.
  static func weightGradient(
    _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>, addingTo dw: UnsafeMutablePointer<Float>, n: Int, m: Int,
    k: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(k), Int32(n), 1, dy, Int32(m), x, Int32(k), 1, dw,
      Int32(k))
  }
}
