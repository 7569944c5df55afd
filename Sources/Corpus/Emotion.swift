/// What the actor was asked for, in the order that every part of Undertone uses.
package enum Emotion: Int, CaseIterable, Sendable {
  case neutral, calm, happy, sad, angry, fear, disgust, surprise

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = match
  }

  /// In any letters, and as other corpora's lists call it.
  init?(anyName name: some StringProtocol) {
    let others: [String: Emotion] = [
      "happiness": .happy, "joy": .happy, "sadness": .sad, "anger": .angry, "fearful": .fear, "afraid": .fear, "disgusted": .disgust,
      "surprised": .surprise, "pleasant surprise": .surprise, "ps": .surprise,
    ]
    let word = name.lowercased()
    guard let match = Emotion(name: word) ?? others[word] else { return nil }
    self = match
  }
}
