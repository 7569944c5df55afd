/// What the actor was asked for, in the order that every part of Undertone uses.
package enum Emotion: Int, CaseIterable, Sendable {
  case neutral, calm, happy, sad, angry, fear, disgust, surprise

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = match
  }
}
