import Foundation

/// Made-up background for clips that are joined as frames.
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
      // A sum of four uniforms is near enough to a Gaussian (deviation 0.577), and four times as fast.
      let bits = random.next()
      let sum = Float(bits & 0xFFFF) + Float(bits >> 16 & 0xFFFF) + Float(bits >> 32 & 0xFFFF) + Float(bits >> 48)
      out[index] = quiet[band] + 0.15 * deviation[band] * (sum / 65536 - 2) / 0.577
    }
    return out
  }
}
