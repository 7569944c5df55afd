package import Corpus
package import Pictures

/// What some corpora hold: how much, who speaks, how long, how recorded, and what is odd.
package struct CorpusReport: TestReport {
  private let clips: [ClipSize]
  private let findings: [Finding]

  /// - Parameter clips: those that can be used.
  package init(_ clips: [ClipSize], findings: [Finding]) {
    self.clips = clips
    self.findings = findings
  }

  package var tables: [ResultTable] { [sizes, emotions, recordings, whole, reasons].filter { !$0.rows.isEmpty } }

  package func figures() throws(PictureError) -> [Figure] {
    let counts = corpora.map { corpus in
      let own = clips.filter { $0.clip.corpus == corpus }
      let emotions = Emotion.allCases.map { emotion in (emotion: "\(emotion)", clips: own.count { $0.clip.emotion == emotion }) }
      let nameless = own.count { $0.clip.emotion == nil }
      return (
        corpus: corpus.rawValue,
        counts: emotions.filter { $0.clips > 0 } + (nameless > 0 ? [(emotion: "none", clips: nameless)] : [])
      )
    }
    return [try .corpus(counts)]
  }

  private var corpora: [CorpusName] { Set(clips.map(\.clip.corpus)).union(findings.compactMap(\.corpus)).sorted() }

  /// A line a corpus and split, and one for all.
  private var sizes: ResultTable {
    let parts = corpora.flatMap { corpus in
      [Split.train, .dev, .heldOut].map { split in
        ("\(corpus.rawValue) \(split.rawValue)", clips.filter { $0.clip.corpus == corpus && $0.clip.split == split })
      }
    }.filter { !$0.1.isEmpty }
    let rows = (parts + [("all", clips)]).map { name, clips in
      [ResultTable.Cell.text(name), .count(clips.count), .number(clips.reduce(0) { $0 + $1.seconds } / 3600, decimals: 2)]
        + [.count(Self.people(clips).count)] + Gender.allCases.map { .count(Self.people(clips, $0).count) }
        + [.text(Self.range(clips.compactMap(\.clip.age)))]
    }
    return ResultTable(
      "Clips that can be used, and who speaks", ["corpus, split", "clips", "hours", "speakers", "female", "male", "ages"], rows,
      notes: ["female and male count speakers; a speaker of unknown gender is in neither."])
  }

  private var emotions: ResultTable {
    let parts = corpora.map { corpus in (corpus.rawValue, clips.filter { $0.clip.corpus == corpus }) }
    let rows = (parts + [("all", clips)]).map { name, clips in
      [ResultTable.Cell.text(name)] + Emotion.allCases.map { emotion in .count(clips.count { $0.clip.emotion == emotion }) }
        + [.count(clips.count { $0.clip.emotion == nil })]
    }
    return ResultTable("Clips by emotion", ["corpus"] + Emotion.allCases.map { "\($0)" } + ["none"], rows)
  }

  private var recordings: ResultTable {
    let rows = corpora.map { corpus in
      let own = clips.filter { $0.clip.corpus == corpus }
      let lengths = own.map(\.seconds).sorted()
      return [.text(corpus.rawValue), .text(Self.counted(own.map(\.rateHz))), .text(Self.counted(own.map(\.channels)))]
        + [0, 0.05, 0.5, 0.95, 1].map { ResultTable.Cell.number(Bootstrap.quantile(lengths, $0), decimals: 2) }
    }
    return ResultTable(
      "Recordings", ["corpus", "rates, Hz", "channels", "shortest s", "5 %", "median s", "95 %", "longest s"], rows,
      notes: ["5 %: one clip in twenty is shorter. With several rates or channels: how many clips have which."])
  }

  /// Everything that is there, doubtful or not, against what the corpus has.
  private var whole: ResultTable {
    let rows: [[ResultTable.Cell]] = corpora.compactMap { corpus in
      guard let whole = corpus.whole else { return nil }
      let usable = clips.filter { $0.clip.corpus == corpus }
      let leftOut = findings.filter { $0.corpus == corpus && $0.isLeftOut }
      let there = usable.count + leftOut.count { ![Finding.copy, Finding.missing].contains($0.reason) }
      return [
        .text(corpus.rawValue), .count(there), .count(whole.clips), .count(whole.clips - there), .count(Self.people(usable).count),
        .count(whole.speakers),
      ]
    }
    return ResultTable(
      "Against the whole corpus", ["corpus", "clips here", "of", "missing", "speakers here", "of speakers"], rows,
      notes: ["Clips here: also those that are left out, but no second copies."])
  }

  private var reasons: ResultTable {
    let groups = Dictionary(grouping: findings) { [$0.reason, $0.corpus?.rawValue ?? "–"] }
    let rows = groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, findings in
      [ResultTable.Cell.text(key[0]), .text(key[1]), .count(findings.count), .text(findings[0].isLeftOut ? "left out" : "used")]
    }
    return ResultTable("Damaged, duplicate and doubtful files", ["reason", "corpus", "files", ""], rows)
  }

  private static func people(_ clips: [ClipSize], _ gender: Gender? = nil) -> Set<String> {
    Set(clips.filter { gender == nil || $0.clip.gender == gender }.map(\.clip.speaker))
  }

  private static func range(_ ages: [Int]) -> String {
    guard let youngest = ages.min(), let oldest = ages.max() else { return "–" }
    return youngest == oldest ? "\(youngest)" : "\(youngest)–\(oldest)"
  }

  /// `16000`, or `16000 (1434), 48000 (6)`.
  private static func counted(_ numbers: [Int]) -> String {
    let groups = Dictionary(grouping: numbers) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
    return groups.count == 1 ? "\(groups[0].key)" : groups.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
  }
}

extension Finding {
  /// `left out  digital silence  PATH: no sample above …`
  package var text: String {
    "\(isLeftOut ? "left out" : "odd     ")  \(reason)  \(path)\(detail.isEmpty ? "" : ": \(detail)")"
  }
}
