import Testing

@testable import Corpus

@Suite struct SpeakerTableTests {
  @Test func theEmbeddedTableIsWhole() throws {
    let table = try SpeakerTable.embedded()
    let counts = Dictionary(grouping: table.rows.values, by: \.corpus).mapValues(\.count)
    #expect(counts == [.cremad: 72, .ravdess: 20, .savee: 3, .tess: 2])
    #expect(table.rows["ravdess-02"]?.fold == 5)
    #expect(table.split(of: "savee-KL") == .dev)
    #expect(table.split(of: "savee-JE") == .heldOut)
    #expect(!table.rows.values.contains { $0.split == .heldOut })
  }

  @Test func aLineThatCannotBeIsNamed() {
    let error = #expect(throws: CorpusError.self) {
      try SpeakerTable(csv: "speaker,corpus,split,fold,gender\nx-1,nobody,train,,\n")
    }
    #expect(error?.description.contains("x-1") == true)
  }
}
