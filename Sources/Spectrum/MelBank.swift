internal import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// Triangular bands, equally wide on the mel scale, kept as sparse rows.
///
/// mel(f) = 2595·log₁₀(1 + f/700); each triangle reaches 1 at its centre. For the front end `spectrum` every bin is a band of its own.
/// - Source: Davis and Mermelstein, IEEE Trans. ASSP 28(4), 1980; the scale is O'Shaughnessy's (HTK's).
struct MelBank: ~Copyable {
  let bandCount: Int
  // SAFETY: owned by this value alone, written in `init` only.
  /// [bandCount]: the bins that a band reads, eight at a time.
  private let rows: UnsafeMutablePointer<ck_band>
  private let weights: UnsafeMutablePointer<Float>

  /// How many numbers beyond the last bin are read, times zero.
  static let overhang = 7

  init(_ configuration: FeatureConfiguration) {
    var rows: [ck_band] = []
    var weights: [Float] = []
    // Every bin by itself: the identity need not be written out, which for 4097 bins would take 67 MB.
    if configuration.frontEnd == .spectrum {
      rows = (0..<Int32(configuration.binCount)).map { ck_band(first: $0, eights: 1, offset: 0) }
      weights = [1, 0, 0, 0, 0, 0, 0, 0]
    }
    for band in configuration.frontEnd == .spectrum ? [] : Self.denseWeights(configuration) {
      let first = band.firstIndex { $0 > 0 } ?? 0
      let end = (band.lastIndex { $0 > 0 } ?? -1) + 1
      let eights = (max(0, end - first) + 7) / 8
      rows.append(ck_band(first: Int32(first), eights: Int32(eights), offset: Int32(weights.count)))
      if end > first { weights += band[first..<end] + repeatElement(0, count: 8 * eights - (end - first)) }
    }
    bandCount = rows.count
    self.rows = .allocate(capacity: max(1, rows.count))
    self.rows.initialize(from: rows, count: rows.count)
    self.weights = .allocate(capacity: max(1, weights.count))
    self.weights.initialize(from: weights, count: weights.count)
  }

  deinit {
    rows.deallocate()
    weights.deallocate()
  }

  /// The whole matrix [bandCount][binCount], by definition; the identity for `spectrum`, and nothing for `waveform`.
  static func denseWeights(_ configuration: FeatureConfiguration) -> [[Float]] {
    switch configuration.frontEnd {
    case .logmel: triangles(configuration)
    case .spectrum: (0..<configuration.binCount).map { band in (0..<configuration.binCount).map { $0 == band ? 1 : 0 } }
    case .waveform: []
    }
  }

  private static func triangles(_ configuration: FeatureConfiguration) -> [[Float]] {
    let edges = configuration.melEdgesHz
    let binWidth = Double(configuration.sampleRateHz) / Double(configuration.fftLength)
    return (0..<configuration.bandCount).map { band in
      (0..<configuration.binCount).map { bin in
        let frequency = Double(bin) * binWidth
        let rise = (frequency - edges[band]) / (edges[band + 1] - edges[band])
        let fall = (edges[band + 2] - frequency) / (edges[band + 2] - edges[band + 1])
        return Float(max(0, min(rise, fall)))
      }
    }
  }

  /// bands [bandCount] ← ln(Σ weights · power + floor), power [binCount + overhang].   - Real-time: yes.
  @_noLocks borrowing func process(_ power: UnsafePointer<Float>, floor: Float, into bands: UnsafeMutablePointer<Float>) {
    let (rows, weights, bandCount) = (rows, weights, bandCount)
    _unsafePerformance { ck_log_bands(rows, weights, power, floor, bandCount, bands) }
  }
}

extension FeatureConfiguration {
  /// Where the triangles begin, have their tops and end, `[bandCount + 2]`: band b rises from edge b to edge b + 1 and falls to edge b + 2.
  fileprivate var melEdgesHz: [Double] {
    let mel = { (hertz: Double) in 2595 * log10(1 + hertz / 700) }
    let hertz = { (mel: Double) in 700 * (pow(10, mel / 2595) - 1) }
    let (low, high) = (mel(Double(lowHz)), mel(Double(highHz)))
    return (0..<bandCount + 2).map { hertz(low + (high - low) * Double($0) / Double(bandCount + 1)) }
  }

  /// The tops of the mel bands in hertz, `[bandCount]`; for the front end `logmel`.
  public var melCentresHz: [Double] { Array(melEdgesHz.dropFirst().dropLast()) }
}
