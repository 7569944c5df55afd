internal import Corpus

/// The calibration on people whom the temperature was not fitted on.
///
/// The speakers of each corpus are shuffled and dealt out to two halves in turn; each half's estimates stand at the temperature that
/// fits the other half.
package struct CrossFit: Sendable {
  /// Fitted on the first and on the second half.
  package let temperatures: [Float]
  /// Of each speaker, at the other half's temperature.
  package let speakers: [Calibration]

  /// - Returns: nil when there is one speaker only.
  package init?(_ estimates: [Estimate], seed: UInt64) {
    let halves = Self.halves(estimates, seed: seed)
    guard halves.allSatisfy({ !$0.isEmpty }) else { return nil }
    let fitted = halves.map { Temperature.fit($0) }
    temperatures = fitted
    speakers = zip(halves, fitted.reversed()).flatMap { half, temperature in
      half.bySpeaker.map { Calibration($0, temperature: temperature) }
    }
  }

  static func halves(_ estimates: [Estimate], seed: UInt64) -> [[Estimate]] {
    var random = RandomSource(seed: seed)
    var halves: [[Estimate]] = [[], []]
    var next = 0
    for (_, corpus) in Dictionary(grouping: estimates, by: \.clip.corpus).sorted(by: { $0.key < $1.key }) {
      for speaker in corpus.bySpeaker.shuffled(using: &random) {
        halves[next] += speaker
        next = 1 - next
      }
    }
    return halves
  }
}
