internal import CTraining
internal import Corpus

/// Adam with decoupled weight decay, and the gradient's norm clipped first; `Muon` may take the square matrices.
///
/// Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; Pascanu et al., ICML 2013 (clipping).
package final class AdamW {
  package var decay: Float
  package var clipNorm: Float
  let beta2: Float = 0.999
  let epsilon: Float = 1e-8
  /// First and second moments.
  package let first: ParameterSet
  package let second: ParameterSet
  package private(set) var steps = 0
  private var power1 = 1.0  // Π β1, which the schedule moves
  private var power2 = 1.0

  private let muon: Muon?
  /// What Adam moves: all that `muon` does not.
  private let ranges: [Range<Int>]

  /// - Parameters:
  ///   - layers: what is moved; `Muon` knows only all of them.
  ///   - muonThreads: `Muon` takes the square matrices on so many threads; 0: Adam takes everything.
  package init(
    _ layout: ParameterLayout, decay: Float = 0.01, clipNorm: Float = 1, layers: TrainingPlan.Layers = .all, muonThreads: Int = 0
  ) {
    self.decay = decay
    self.clipNorm = clipNorm
    first = ParameterSet(layout)
    second = ParameterSet(layout)
    muon = muonThreads > 0 && layers == .all ? Muon(layout, threads: muonThreads) : nil
    guard layers == .all else {
      ranges = layout.ranges(of: layers)
      return
    }
    var (ranges, start): ([Range<Int>], Int) = ([], 0)
    for offset in muon?.offsets ?? [] {
      if offset > start { ranges.append(start..<offset) }
      start = offset + layout.configuration.hidden * layout.configuration.hidden
    }
    self.ranges = ranges + [start..<layout.count]
  }

  /// - Returns: the gradient's norm before clipping.
  @discardableResult
  package func step(_ parameters: ParameterSet, _ gradient: ParameterSet, at point: OneCycle.Point) -> Float {
    let count = parameters.layout.count
    if muon == nil { gradient.keep(only: ranges) }
    let norm = Float(ct_sum_of_squares(gradient.values.base, count).squareRoot())
    guard norm.isFinite else { return norm }  // a step into nowhere is not taken
    steps += 1
    power1 *= Double(point.momentum)
    power2 *= Double(beta2)
    let clip = min(1, clipNorm / (norm + 1e-6))
    for range in ranges {
      let at = range.lowerBound
      ct_adamw(
        parameters.values.base + at, gradient.values.base + at, first.values.base + at, second.values.base + at, range.count,
        clip, point.rate, point.momentum, beta2, epsilon, decay, Float(1 - power1), Float(1 - power2))
    }
    muon?.step(parameters, gradient, velocity: first, clip: clip, rate: point.rate, decay: decay)
    return norm
  }

  /// The counters that a checkpoint keeps beside the moments.
  package var counters: [Double] { [Double(steps), power1, power2] }

  package func restore(_ counters: [Double]) {
    steps = Int(counters[0])
    power1 = counters[1]
    power2 = counters[2]
  }
}
