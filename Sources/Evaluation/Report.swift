internal import Corpus

/// All scores of a model on a split.
package struct Report: Codable, Sendable {
  package var model: String
  package var sha256: String
  /// The split or the partition that was tested.
  package var split: String
  /// By corpus; `all` is every clip together, masked to its own corpus.
  package var clipByClip: [String: Scores]
  package var stream: [String: Scores]

  package init(model: String, sha256: String, split: String, _ heard: Hearing) {
    self.model = model
    self.sha256 = sha256
    self.split = split
    clipByClip = Self.scores(heard.clipByClip)
    stream = Self.scores(heard.stream)
  }

  private static func scores(_ estimates: [Estimate]) -> [String: Scores] {
    var scores = Dictionary(uniqueKeysWithValues: Scores.byCorpus(estimates).map { ($0.key.rawValue, $0.value) })
    scores["all"] = Scores(estimates)
    return scores
  }
}
