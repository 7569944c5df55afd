import Foundation

/// Made-up background for clips that are joined as frames of log power.
package enum Background {
  /// `count` frames `[count, bands]` like the clip's quietest ones, scattered by 15 % of each band's deviation.
  package static func frames(
    _ count: Int, like frames: [Float], deviation: [Float], _ random: inout RandomSource
  ) -> [Float] {
    let bands = deviation.count
    let quiet = Spectra.quietFrame(frames, bands: bands)
    var out = [Float](repeating: 0, count: count * bands)
    for index in out.indices {
      let band = index % bands
      out[index] = quiet[band] + 0.15 * deviation[band] * random.roughNormal()
    }
    return out
  }
}
