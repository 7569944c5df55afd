package import Corpus
internal import Model

/// An estimate, and how many hours of a stream had passed.
package struct PlacedEstimate: Sendable {
  package var estimate: Estimate
  package var hours = 0.0
}

/// What the model said at the end of a clip.
package struct Estimate: Sendable {
  package var clip: Clip
  /// Rolling logits before the temperature, in the emotions' order.
  package var logits: SIMD8<Float>
  package var gender: SIMD2<Float>

  package init(clip: Clip, logits: SIMD8<Float>, gender: SIMD2<Float>) {
    self.clip = clip
    self.logits = logits
    self.gender = gender
  }

  /// The likeliest of all emotions.
  package var open: Emotion { best(of: Emotion.allCases) }
  /// The likeliest of those that the clip's corpus, or the list it stands in, can say.
  package var masked: Emotion { best(of: clip.emotions) }

  /// Whether the speaker's gender was heard; nil where it is not known.
  package var hearsGender: Bool? { clip.gender.map { (gender[1] > gender[0]) == ($0 == .male) } }

  /// Calibrated, 0…1.
  package func probability(of emotion: Emotion, temperature: Float) -> Double {
    Double(Posterior.emotion(logits, temperature: temperature)[emotion.rawValue])
  }

  /// The largest probability.
  package func confidence(temperature: Float) -> Double { probability(of: open, temperature: temperature) }

  private func best(of choices: [Emotion]) -> Emotion {
    var best = choices[0]
    for choice in choices where logits[choice.rawValue] > logits[best.rawValue] { best = choice }
    return best
  }
}
