internal import EmbeddedSplits

/// Who belongs to which split: Config/splits.csv, which is inside the program.
package struct SpeakerTable: Sendable {
  package struct Row: Equatable, Sendable {
    package var corpus: CorpusName
    package var split: Split
    /// EmoBox's fold of a RAVDESS actor.
    package var fold: Int?
    package var gender: Gender?
  }

  package let rows: [String: Row]

  /// - Throws: `CorpusError` naming the line that cannot be.
  package static func embedded() throws(CorpusError) -> SpeakerTable {
    let bytes = UnsafeRawBufferPointer(start: embedded_splits_bytes(), count: embedded_splits_count())
    return try SpeakerTable(csv: String(decoding: bytes, as: UTF8.self))
  }

  package init(csv text: String) throws(CorpusError) {
    let table = try CommaTable(
      text, name: "Config/splits.csv", columns: ["speaker", "corpus", "split", "fold", "gender"])
    var rows: [String: Row] = [:]
    for row in table.rows {
      guard let corpus = CorpusName(rawValue: row["corpus"]), let split = Split(rawValue: row["split"]) else {
        throw CorpusError(
          "Config/splits.csv, speaker \(row["speaker"]): corpus \(row["corpus"]), split \(row["split"])")
      }
      rows[row["speaker"]] = Row(
        corpus: corpus, split: split, fold: Int(row["fold"]), gender: Gender(name: row["gender"]))
    }
    self.rows = rows
  }

  package func split(of speaker: String) -> Split { rows[speaker]?.split ?? .heldOut }
}
