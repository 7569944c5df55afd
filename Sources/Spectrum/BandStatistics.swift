/// Mean and deviation of every band over the training frames: they bring all bands to one scale.
public struct BandStatistics: Codable, Equatable, Sendable {
  /// [bandCount]
  public var mean: [Float]
  /// [bandCount], each above 0.001
  public var deviation: [Float]

  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// Statistics that change nothing: what the samples of `waveform` are normalised with, whose level alone is taken off.
  public static func unchanged(bandCount: Int) -> BandStatistics {
    BandStatistics(mean: Array(repeating: 0, count: bandCount), deviation: Array(repeating: 1, count: bandCount))
  }

  /// - Throws: `SpectrumError` when the counts or values do not fit.
  func validate(bandCount: Int) throws(SpectrumError) {
    guard mean.count == bandCount, deviation.count == bandCount else {
      throw SpectrumError("the normaliser has \(mean.count) means and \(deviation.count) deviations for \(bandCount) bands")
    }
    guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 > 1e-3 }) else {
      throw SpectrumError("the normaliser holds a number that is not finite or a deviation that is not above 0.001")
    }
  }
}
