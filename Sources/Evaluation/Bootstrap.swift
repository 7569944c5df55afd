internal import Corpus

/// Where a figure would lie for other speakers like these.
///
/// Speakers are drawn with replacement, as many as there are, and the figure is taken again, 1,000 times; the interval holds the
/// middle 95 %. Speakers are drawn, not clips, because the clips of one speaker are alike. Two or three speakers are too few for the
/// interval to be believed; it then says no more than how far they lie apart.
///
/// Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapters 8 (clustered data) and 13 (percentiles).
package struct Bootstrap: Sendable {
  /// The middle 95 % of the draws.
  package struct Interval: Equatable, Sendable {
    package var low: Double
    package var high: Double

    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// A figure with its interval.
  package struct Measured: Equatable, Sendable {
    package var value: Double?
    /// nil for one speaker.
    package var interval: Interval?

    package init(_ value: Double?, _ interval: Interval? = nil) {
      self.value = value
      self.interval = interval
    }
  }

  package static let draws = 1000
  package static let seed: UInt64 = 1
  private let seed: UInt64

  package init(seed: UInt64 = Self.seed) { self.seed = seed }

  /// A figure of all speakers, who are drawn together.
  /// - Parameters:
  ///   - speakers: what is known of each.
  ///   - figure: of any speakers, some of whom may stand there several times.
  package func measure<Tally>(_ speakers: [Tally], _ figure: ([Tally]) -> Double?) -> Measured {
    measure(strata: [speakers], figure)
  }

  /// A figure of speakers in groups (runs), who are drawn within their group.
  package func measure<Tally>(strata: [[Tally]], _ figure: ([Tally]) -> Double?) -> Measured {
    let value = figure(strata.flatMap { $0 })
    guard value != nil, strata.contains(where: { $0.count > 1 }) else { return Measured(value) }
    var random = RandomSource(seed: seed)
    var figures: [Double] = []
    for _ in 0..<Self.draws {
      let drawn = strata.flatMap { speakers in speakers.map { _ in speakers[random.index(speakers.count)] } }
      if let figure = figure(drawn) { figures.append(figure) }
    }
    figures.sort()
    guard let low = Self.quantile(figures, 0.025), let high = Self.quantile(figures, 0.975) else { return Measured(value) }
    return Measured(value, Interval(low: low, high: high))
  }

  /// The value below which `share` of the sorted values lie, between two neighbours by straight line; nil for none.
  static func quantile(_ sorted: [Double], _ share: Double) -> Double? {
    guard let last = sorted.last else { return nil }
    let place = share * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + (place - Double(index)) * (sorted[index + 1] - sorted[index])
  }
}

/// A figure with its interval.
package typealias Measured = Bootstrap.Measured

extension Sequence where Element == Estimate {
  /// The estimates of each speaker, speakers sorted by name.
  package var bySpeaker: [[Estimate]] {
    Dictionary(grouping: self, by: \.clip.speaker).sorted { $0.key < $1.key }.map(\.value)
  }

  /// The mean of the emotions' recalls.
  package func unweightedRecall(_ answers: Answers) -> Measured {
    Bootstrap().measure(bySpeaker.map { Recalls($0, answers) }) { $0.sum().unweightedRecall }
  }

  /// The share of right answers.
  package func weightedAccuracy(_ answers: Answers) -> Measured {
    Bootstrap().measure(bySpeaker.map { Recalls($0, answers) }) { $0.sum().weightedAccuracy }
  }

  /// The share of clips whose speaker's gender was heard; of no value where no gender is known.
  package var genderAccuracy: Measured {
    let speakers = bySpeaker.map { estimates in
      let heard = estimates.compactMap(\.hearsGender)
      return SIMD2(Double(heard.count { $0 }), Double(heard.count))
    }
    return Bootstrap().measure(speakers) { speakers in
      let sum = speakers.reduce(SIMD2(0, 0), +)
      return sum[1] > 0 ? sum[0] / sum[1] : nil
    }
  }

  /// How much the mean recall of `other`, estimates of the same clips, is lower.
  package func recallLost(to other: [Estimate]) -> Measured {
    let others = Dictionary(grouping: other, by: \.clip.speaker)
    let speakers = bySpeaker.map { estimates in
      (Recalls(estimates, .masked), Recalls(others[estimates[0].clip.speaker] ?? [], .masked))
    }
    return Bootstrap().measure(speakers) { speakers in
      guard let before = speakers.map(\.0).sum().unweightedRecall, let after = speakers.map(\.1).sum().unweightedRecall
      else { return nil }
      return before - after
    }
  }
}
