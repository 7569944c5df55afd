package import Corpus

/// How well one corpus was heard.
package struct Scores: Sendable, Equatable, Codable {
  package var clips: Int
  /// Answers among the emotions that the corpus has.
  package var masked = Confusion()
  /// Answers among all eight.
  package var open = Confusion()
  /// Share of clips whose speaker's gender was heard, 0…1; nil where no gender is known.
  package var genderAccuracy: Double?

  package init(_ estimates: [Estimate]) {
    clips = estimates.count
    var (known, right) = (0, 0)
    for estimate in estimates {
      if let truth = estimate.clip.emotion {
        masked.add(truth: truth, answer: estimate.masked)
        open.add(truth: truth, answer: estimate.open)
      }
      guard let isHeard = estimate.hearsGender else { continue }
      known += 1
      if isHeard { right += 1 }
    }
    genderAccuracy = known > 0 ? Double(right) / Double(known) : nil
  }

  package static func byCorpus(_ estimates: [Estimate]) -> [CorpusName: Scores] {
    Dictionary(grouping: estimates, by: \.clip.corpus).mapValues { Scores($0) }
  }
}
