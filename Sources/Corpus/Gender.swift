/// The speaker's gender as the corpus gives it.
package enum Gender: Int, CaseIterable, Sendable {
  case female, male

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = match
  }
}
