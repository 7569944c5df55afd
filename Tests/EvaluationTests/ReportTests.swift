import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct ReportTests {
  /// Clips of one speaker, all sad, so many of them heard right.
  private func heard(
    _ right: Int, of count: Int, _ speaker: String, _ corpus: CorpusName = .savee
  ) -> [Estimate] {
    (0..<count).map { Made.estimate(.sad, says: $0 < right ? .sad : .angry, speaker: speaker, corpus: corpus) }
  }

  private func run(_ partition: String, _ stream: [Estimate]) -> RunsReport.Run {
    RunsReport.Run(model: "m", partition: partition, heard: Hearing(clipByClip: stream, stream: stream))
  }

  /// The row's cell under a heading.
  private func cell(_ table: ResultTable, _ row: String, _ heading: String) -> ResultTable.Cell? {
    guard let column = table.headings.firstIndex(of: heading) else { return nil }
    return table.rows.first { $0[0] == .text(row) }?[column]
  }

  @Test func theMeanOverRunsWeighsRunsAlike() {
    // UAR 0.5 of two speakers together in the first run, 1 in the second.
    let runs = [run("speakers-1", heard(0, of: 4, "a") + heard(4, of: 4, "b")), run("speakers-2", heard(2, of: 2, "c"))]
    let report = RunsReport("t", mean: .runs, runs)
    let measured = report.figure(\.heard.stream, .masked, \.unweightedRecall)
    #expect(measured == Measured(0.75, Bootstrap.Interval(low: 0.5, high: 1)))
    #expect(cell(report.tables[0], "mean", "UAR") == .share(measured))
    #expect(cell(report.tables[0], "mean", "clips") == .count(10))
    #expect(cell(report.tables[0], "speakers-2", "UAR") == .share(Measured(1)))
  }

  @Test func aSpeakerOfSeveralRunsCountsOnce() {
    // DC is left out twice: 0.5 and 1, on the average 0.75; JK once: 0.25.
    let runs = [heard(2, of: 4, "DC"), heard(1, of: 4, "JK"), heard(4, of: 4, "DC")].enumerated().map { run("speakers-\($0)", $1) }
    let measured = RunsReport("t", mean: .speakers, runs).figure(\.heard.stream, .masked, \.unweightedRecall)
    #expect(measured == Measured(0.5, Bootstrap.Interval(low: 0.25, high: 0.75)))
  }

  @Test func cremadStandsBesideItsListeners() {
    let clips = [
      Made.clip(.sad, speaker: "a", gender: .female, age: 29, votes: [0, 0, 0, 3, 0, 0, 0, 0]),
      Made.clip(.sad, speaker: "b", gender: .male, age: 30, votes: [3, 0, 0, 0, 0, 0, 0, 0]),
      Made.clip(.angry, speaker: "b", gender: .male, age: 30, intensity: "high", votes: [3, 0, 0, 0, 3, 0, 0, 0]),
    ]
    let stream = zip(clips, [Emotion.sad, .sad, .surprise]).map { Made.estimate($0, says: $1) }
    let tables = CremadReport(Hearing(clipByClip: stream, stream: stream)).tables
    #expect(cell(tables[0], "endless stream", "UAR") == .share(stream.unweightedRecall(.masked)))
    #expect(cell(tables[0], "people, plurality", "UAR") == .share(People.measure(clips, .plurality, \.unweightedRecall)))
    #expect(People.recalls(clips, .plurality).unweightedRecall == 0.5)
    #expect(cell(tables[1], "female", "gender") == .share(Measured(1)))
    #expect(cell(tables[1], "male", "gender") == .share(Measured(0)))
    #expect(tables[1].rows.map { $0[0] } == ["all", "female", "male", "under 30", "30 to 49", "intensity high"].map { .text($0) })
    #expect(cell(tables[1], "30 to 49", "UAR people") == .share(Measured(0.25)))
    #expect(cell(tables[2], "sad", "sad") == .share(Measured(1)))
    #expect(cell(tables[2], "angry", "people right") == .share(Measured(0.5)))
    // Without votes there are no people to compare with.
    #expect(CremadReport(Hearing(clipByClip: heard(1, of: 1, "a"), stream: heard(1, of: 1, "a"))).tables[0].rows.count == 2)
  }

  @Test func theRandomFifthIsAmongAllEight() {
    let stream = heard(1, of: 2, "a", .cremad) + [Made.estimate(.sad, says: .calm, speaker: "t", corpus: .tess)]
    let table = RandomReport(Hearing(clipByClip: stream, stream: stream)).tables[0]
    #expect(cell(table, "tess", "UAR8 stream") == .share(Measured(0)))
    #expect(cell(table, "all", "WA stream") == .share(stream.weightedAccuracy(.open)))
    #expect(isNear(stream.weightedAccuracy(.open).value, 1.0 / 3))
  }

  @Test func noiseCostsWhatIsLost() {
    let (clean, noisy) = (heard(4, of: 4, "a"), heard(3, of: 4, "a"))
    let tables = NoiseReport(noise: "rain", clean: clean, noisy: [(20, clean), (5, noisy)]).tables
    #expect(tables[0].headings.suffix(3) == ["clean", "20 dB", "5 dB"])
    #expect(cell(tables[0], "savee", "5 dB") == .share(Measured(0.75)))
    #expect(cell(tables[1], "savee", "20 dB") == .share(Measured(0)))
    #expect(cell(tables[1], "savee", "5 dB") == .share(Measured(0.25)))
  }

  @Test func anytimeIsAShareOfTheEnd() {
    let rights = [1, 1, 2, 3, 4, 4, 4]
    var times = AnytimeEstimates(times: 7)
    times.estimates = rights.map { heard($0, of: 5, "a") }
    times.spokenSeconds = [0.5, 1, 1, 2, 3]
    let tables = AnytimeReport(times).tables
    #expect(cell(tables[0], "savee", "1.0 s") == .share(Measured(0.4)))
    #expect(cell(tables[0], "savee", "end") == .share(Measured(0.8)))
    #expect(cell(tables[1], "savee", "1.0 s") == .share(Measured(0.5)))
    #expect(cell(tables[1], "savee", "3.0 s") == .share(Measured(1)))
    #expect(cell(tables[2], "savee", "mean s") == .number(1.5, decimals: 2))
    #expect(cell(tables[2], "savee", "1.0 s") == .share(Measured(0.8)))
  }

  @Test func stalenessShowsByThePlaceInTheStream() {
    let stream = heard(8, of: 8, "a") + heard(0, of: 2, "a")
    let long = stream.enumerated().map { PlacedEstimate(estimate: $1, hours: 0.2 * Double($0 + 1)) }
    let gaps = StalenessReport.gapSeconds.indices.map { heard(10 - $0, of: 10, "a") }
    let report = StalenessReport(
      Hearing(clipByClip: heard(10, of: 10, "a"), stream: stream), speakersInARow: stream, long: long, afterGaps: gaps)
    #expect(report.byHour.map(\.estimates.count) == [2, 3, 2, 3])
    #expect(cell(report.tables[1], "savee", "to 0.5 h") == .share(Measured(1)))
    #expect(cell(report.tables[1], "savee", "to 2 h") == .share(Measured(1.0 / 3)))
    #expect(cell(report.tables[2], "savee", "none") == .share(Measured(0.8)))
    #expect(cell(report.tables[2], "savee", "0 s") == .share(Measured(1)))
    #expect(cell(report.tables[2], "savee", "3 s") == .share(Measured(0.4)))
    #expect(cell(report.tables[0], "savee", "UAR one speaker at a time") == .share(Measured(0.8)))
    #expect(isNear(StalenessReport(Hearing(clipByClip: heard(9, of: 10, "a"), stream: stream), speakersInARow: stream).lost, 0.1))
  }

  @Test func calibrationSaysWhatTheProductWouldAnswer() {
    let stream = [0.9, 0.25, 0.25, 0.25].enumerated().map { index, confidence in
      Made.estimate(.sad, says: index < 2 ? .sad : .fear, speaker: "s\(index % 2)", confidence: Float(confidence))
    }
    let tables = CalibrationReport(stream: stream, temperature: 1).tables
    #expect(tables[0].rows.map { $0[0] } == [.text("cremad"), .text("all")])
    #expect(tables[1].rows.map { $0[1] } == [.count(3), .count(1)])
    let product = tables[2].rows.last
    #expect(product?[0] == .text("0.35 (the product's)"))
    guard case .share(let answered) = product?[1], case .share(let right) = product?[2] else {
      Issue.record("no shares")
      return
    }
    #expect(answered.value == 0.25)
    #expect(right.value == 1)
  }
}

extension StalenessReport {
  /// Of everything together.
  fileprivate var lost: Double? {
    guard case .share(let lost) = tables[0].rows.last?[5] else { return nil }
    return lost.value
  }
}
