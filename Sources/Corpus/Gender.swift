/// The speaker's gender as the corpus gives it.
package enum Gender: Int, CaseIterable, Sendable {
  case female, male

  package init?(name: some StringProtocol) {
    guard let match = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
    self = match
  }

  /// In any letters, and in the words of VoxForge's languages.
  init?(anyName name: some StringProtocol) {
    switch name.lowercased() {
    case "female", "f", "woman", "w", "weiblich", "femenino", "feminino", "femme", "féminin", "femminile", "vrouw": self = .female
    case "male", "m", "man", "männlich", "masculino", "homme", "masculin", "maschile", "adult male", "mannelijk": self = .male
    default: return nil
    }
  }
}
