import Model
import Testing

@testable import Corpus
@testable import Evaluation

/// Which model may be tested how: nobody is tested on whom it heard.
@Suite struct CandidateTests {
  private let clips = [
    Made.clip(.sad, speaker: "cremad-1", key: "cremad/a", split: .train), Made.clip(.sad, speaker: "cremad-2", key: "cremad/b"),
    Made.clip(.sad, .ravdess, speaker: "ravdess-1", key: "ravdess/a", split: .train, fold: 2),
    Made.clip(.sad, .ravdess, speaker: "ravdess-2", key: "ravdess/b", split: .dev, fold: 3),
    Made.clip(.sad, .savee, speaker: "savee-DC", key: "savee/a", split: .train),
    Made.clip(.sad, .tess, speaker: "tess-OAF", key: "tess/a", split: .train),
    Made.clip(.sad, speaker: "cremad-9", key: "cremad/z", split: .heldOut),
  ]

  private func candidate(_ partition: String?, speakers: [String]? = nil) throws -> Candidate {
    let model = try Made.randomModel {
      $0.partition = partition
      $0.speakers = speakers
    }
    return try Candidate(model, path: "m")
  }

  private func keys(_ candidate: Candidate, _ test: TestProtocol, _ split: Split = .dev) throws -> [String] {
    try candidate.clips(of: clips, for: test, split: split).map(\.key)
  }

  @Test func eachProtocolPlaysItsClips() throws {
    let split = try candidate(nil)
    #expect(try keys(split, .cremad) == ["cremad/b"])
    #expect(try keys(split, .cremad, .heldOut) == ["cremad/z"])
    #expect(try keys(split, .noise) == ["cremad/b", "ravdess/b"])
    #expect(try keys(split, .background) == [])
    let run = try candidate("speakers-1")
    #expect(try keys(run, .ravdessEmobox) == ["ravdess/a"])
    #expect(try keys(run, .saveeLoso) == ["savee/a"])
    #expect(try keys(run, .tessCross) == ["tess/a"])
    #expect(try keys(run, .stream) == ["ravdess/a", "savee/a", "tess/a"])
    #expect(try keys(try candidate("without-savee"), .leaveCorpusOut) == ["savee/a"])
  }

  @Test func anotherPartitionIsRefused() throws {
    let refused = #expect(throws: EvaluationError.self) { try keys(try candidate("speakers-2"), .cremad) }
    #expect(refused?.description == "cremad tests models of the partition split; m is of speakers-2")
    #expect(throws: EvaluationError.self) { try keys(try candidate("split"), .saveeLoso) }
    #expect(throws: EvaluationError.self) { try keys(try candidate("without-tess"), .random) }
    let unknown = #expect(throws: EvaluationError.self) { try candidate("halves") }
    #expect(unknown?.description.contains("\"halves\"") == true)
  }

  @Test func whomItHeardItIsNotTestedOn() throws {
    let refused = #expect(throws: EvaluationError.self) {
      try keys(try candidate("split", speakers: ["cremad-1", "cremad-2"]), .cremad)
    }
    #expect(refused?.description == "m was trained on cremad-2, so cremad cannot test it on that speaker")
    #expect(try keys(try candidate("split", speakers: ["cremad-1"]), .cremad) == ["cremad/b"])
    // An old file does not say whom it heard: everyone of the split "train".
    #expect(throws: EvaluationError.self) { try keys(try candidate(nil), .cremad, .train) }
    #expect(throws: EvaluationError.self) {
      try keys(try candidate("speakers-1", speakers: ["savee-DC"]), .saveeLoso)
    }
  }

  @Test func theRandomFifthMayHoldWhoWasHeard() throws {
    let drawn = (0..<40).map { Made.clip(.sad, speaker: "cremad-1", key: "cremad/\($0)") }.filter { Partition.random.tests($0) }
    #expect(!drawn.isEmpty)
    let random = try candidate("random", speakers: ["cremad-1"])
    #expect(try random.clips(of: drawn, for: .random, split: .dev) == drawn)
  }

  @Test func nothingToTestIsAnError() throws {
    let refused = #expect(throws: EvaluationError.self) { try keys(try candidate("speakers-5"), .ravdessEmobox) }
    #expect(refused?.description.contains("no clip") == true)
  }

  @Test func twoModelsOfOnePartitionAreOneTooMany() throws {
    let (first, second) = (try candidate("speakers-1"), try candidate("speakers-2"))
    #expect(throws: EvaluationError.self) { try Candidate.check([first, second, first], for: .saveeLoso) }
    try Candidate.check([first, second], for: .saveeLoso)
    try Candidate.check([first, first], for: .noise)
  }
}
