/// One recorded sentence with what is known of it.
package struct Clip: Sendable, Equatable {
  /// Corpus and file name without extension: the same in every layout.
  package var key: String
  package var path: String
  package var corpus: CorpusName
  /// Corpus and the corpus's own name of the speaker, such as `cremad-1001`.
  package var speaker: String
  package var gender: Gender?
  /// nil where the corpus has none (VoxForge): such a clip teaches and tests speech and gender alone.
  package var emotion: Emotion?
  package var split: Split
  /// EmoBox's fold of a RAVDESS actor.
  package var fold: Int?
  /// Why it should be left out, when its list says so.
  package var note = ""
  /// The speaker's age in years.
  package var age: Int?
  /// How strongly it was to be acted, in the corpus's own word; empty where none was asked for.
  package var intensity = ""
  /// How many listeners, hearing the voice alone, named each emotion, in the emotions' order `[8]`; empty where nobody was asked.
  package var votes: [Int] = []
  /// What its list says of its length.
  package var statedSeconds: Double?
  /// The emotions that its own list has; empty: those of the corpus.
  package var choices: [Emotion] = []

  /// Who speaks, whichever way the clip came here: an own list may name a corpus's speaker, `own-savee-DC`.
  package var person: String { Self.person(speaker) }

  /// Of a speaker's name as clips and model files have it.
  package static func person(_ speaker: String) -> String { speaker.hasPrefix("own-") ? String(speaker.dropFirst(4)) : speaker }

  /// What an answer may be, when only the corpus's emotions are asked for.
  package var emotions: [Emotion] { choices.isEmpty ? corpus.emotions : choices }
}

/// Which speakers a clip belongs to.
package enum Split: String, CaseIterable, Sendable {
  case train, dev
  /// Not yet: `Dataset` divides such speakers.
  case undecided
  /// Speakers that `Config/splits.csv` does not name: the final test. Never trained or tuned on.
  case heldOut = "held-out"
}
