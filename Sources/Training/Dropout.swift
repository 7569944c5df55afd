internal import CTraining

/// Which activations a chunk leaves out. The mask is a function of the key, so forward and backward draw the same one.
package struct Dropout: Sendable {
  package var rate: Float
  package var key: UInt32

  /// - Parameter rate: share of activations left out, 0 ..< 1; 0 changes nothing.
  package init(rate: Float, key: UInt32) {
    self.rate = rate
    self.key = key
  }

  /// Before the first LSTM layer, between layers and before the heads the masks differ.
  func apply(_ x: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>, count: Int, site: Int) {
    if rate == 0 {
      if UnsafePointer(out) != x { out.update(from: x, count: count) }
      return
    }
    let threshold = UInt32(Double(rate) * 0x1p32)
    ct_dropout(x, out, count, key &+ UInt32(site) &* 0x632B_E5AB, threshold, 1 / (1 - rate))
  }
}
