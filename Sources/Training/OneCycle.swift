import Foundation

/// The learning rate and momentum over a whole training: up in the first tenth, then down to nearly nothing.
///
/// Cosine ramps, as PyTorch's `OneCycleLR` with its defaults (start 1/25 of the top, end 1e-4 of the start).
/// Source: Smith and Topin, "Super-convergence", arXiv:1708.07120.
package struct OneCycle: Codable, Equatable, Sendable {
  package var topRate: Float
  package var totalSteps: Int
  package var riseShare: Float = 0.1

  package init(topRate: Float, totalSteps: Int) {
    self.topRate = topRate
    self.totalSteps = totalSteps
  }

  package struct Point: Equatable, Sendable {
    package var rate: Float
    /// Adam's β1.
    package var momentum: Float
  }

  package func point(_ step: Int) -> Point {
    let top = Double(riseShare) * Double(totalSteps) - 1
    let last = Double(totalSteps) - 1
    let at = min(Double(step), last)
    let rate = Double(topRate)
    if at <= top {
      let share = top > 0 ? at / top : 1
      return Point(rate: Self.cosine(rate / 25, rate, share), momentum: Self.cosine(0.95, 0.85, share))
    }
    let share = (at - top) / max(last - top, 1)
    return Point(rate: Self.cosine(rate, rate / 25e4, share), momentum: Self.cosine(0.85, 0.95, share))
  }

  private static func cosine(_ from: Double, _ to: Double, _ share: Double) -> Float {
    Float(to + (from - to) / 2 * (1 + cos(.pi * share)))
  }
}
