/// What a gap hides: what comes after it, beside what came before.
package enum GapSituation: String, CaseIterable, Sendable {
  /// The same talker with the same emotion.
  case goesOn = "the same goes on"
  /// Another emotion: of the same talker, or of another one, as often.
  case changes = "it changes"
}
