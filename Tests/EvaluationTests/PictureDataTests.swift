import Foundation
import Pictures
import TestSupport
import Testing
import Timeline

@testable import Corpus
@testable import Evaluation

/// What pictures are made from.
@Suite struct PictureDataTests {
  private func events(_ lines: [String]) throws -> TimelineRecording {
    try TimelineRecording(events: Data(lines.joined(separator: "\n").utf8), name: "e.jsonl")
  }

  private let even =
    #""probabilities":{"neutral":0.3,"calm":0.1,"happy":0.1,"sad":0.1,"angry":0.1,"fear":0.1,"disgust":0.1,"surprise":0.1}"#

  @Test func eventsBecomeARecording() throws {
    let recording = try events([
      #"{"type":"estimate","seq":4,"stream_s":1.5,"speech":0.9,\#(even)}"#, #"{"type":"change","stream_s":2.0,"from":null,"to":"neutral"}"#,
      #"{"type":"alert","stream_s":3.0,"rule":"r","state":"raised","since_s":1}"#,
      #"{"type":"gap","stream_s":4.5,"lost_samples":8000,"lost_ms":500.0,"cause":"overrun"}"#,
      #"{"type":"alert","stream_s":5.0,"rule":"r","state":"cleared","since_s":4}"#,
      #"{"type":"change","stream_s":5.5,"from":"neutral","to":null}"#,
      #"{"type":"alert","stream_s":6.0,"rule":"r","state":"raised","since_s":5}"#, #"{"type":"health","stream_s":7.0}"#, "",
    ])
    #expect(recording.durationSeconds == 7)
    #expect(recording.estimates.map(\.seconds) == [1.5] && recording.estimates[0].probabilities == [0.3] + Array(repeating: 0.1, count: 7))
    #expect(recording.changes.map(\.emotion) == ["neutral", nil])
    #expect(recording.alerts.map(\.raisedSeconds) == [3, 6] && recording.alerts.map(\.clearedSeconds) == [5, nil])
    #expect(recording.gaps.map(\.startSeconds) == [4] && recording.gaps.map(\.lengthSeconds) == [0.5])
  }

  @Test func whatIsNoEventIsNamed() {
    let broken = #expect(throws: CorpusError.self) { try events([#"{"type":"health","stream_s":7.0}"#, "hello", ""]) }
    #expect(broken?.description.contains("e.jsonl, line 2") == true)
    // But for a last line that a killed program left half written.
    let half = [#"{"type":"estimate","stream_s":1.5,"speech":0.9,\#(even)}"#, #"{"type":"est"#]
    #expect(throws: Never.self) { try events(half) }
    let empty = #expect(throws: CorpusError.self) { try events([#"{"type":"health","stream_s":7.0}"#]) }
    #expect(empty?.description.contains("nothing to draw") == true)
  }

  /// A file is heard as `listen` hears it: one estimate after the first step, then every tenth of a second, and one at the end.
  @Test func aFileBecomesARecording() throws {
    var configuration = TimelineConfiguration()
    configuration.everySeconds = 0.5
    let path = Fixture.path("cremad-16k.wav")
    let recording = try TimelineRecording(path: path, model: try Made.randomModel(), configuration)
    let samples = try Fixture.samples("cremad-16k.wav")
    #expect(recording.durationSeconds == Double(samples.count) / 16_000)
    #expect(recording.waveform?.samples.count == samples.count)
    #expect(recording.estimates.first?.seconds == 0.055)
    #expect(recording.estimates.count >= Int(recording.durationSeconds / 0.5))
    #expect(recording.estimates.allSatisfy { abs($0.probabilities.reduce(0, +) - 1) < 1e-3 })
    #expect(recording.spectrogram?.bandCentresHz.count == 64)
  }

  @Test func onlyASpeakersOwnClipsStandSideBySide() throws {
    let path = Fixture.path("cremad-16k.wav")
    let clips = [(Emotion.sad, "a"), (.angry, "a"), (.happy, "b")].map { emotion, speaker in
      var clip = Made.clip(emotion, speaker: speaker, key: "\(speaker)/\(emotion)")
      clip.path = path
      return clip
    }
    #expect(try Figure.emotions(of: clips).caption.contains("by a."))
    #expect(try Figure.emotions(of: clips, speaker: "b").caption.contains("by b."))
    #expect(throws: CorpusError.self) { try Figure.emotions(of: clips, speaker: "c") }
  }

  /// Everything that a report draws can be drawn from few clips, too.
  @Test func eachReportHasItsPictures() throws {
    let stream = [Emotion.sad, .angry, .happy].flatMap { truth in
      ["a", "b"].map { Made.estimate(truth, says: .sad, speaker: $0, corpus: .savee, confidence: 0.6) }
    }
    var times = AnytimeEstimates(times: 7)
    for index in 0..<7 { times.estimates[index] = stream }
    times.spokenSeconds = stream.map { _ in 1 }
    let heard = Hearing(clipByClip: stream, stream: stream)
    let long = stream.map { PlacedEstimate(estimate: $0, hours: 1) }
    let gaps = StalenessReport.gapSeconds.map { _ in stream }
    let reports: [any TestReport] = [
      AnytimeReport(times), NoiseReport(noise: "n", clean: stream, noisy: [(20, stream)]),
      CalibrationReport(stream: stream, temperature: 1), StalenessReport(heard, speakersInARow: stream, long: long, afterGaps: gaps),
      ModelComparison(name: "ablation", title: "t", [.init(label: "as it is", heard: heard), .init(label: "other", heard: heard)]),
      CorpusReport([ClipSize(clip: Made.clip(.sad), seconds: 1, rateHz: 16_000, channels: 1)], findings: []),
    ]
    let names = try reports.map { try $0.figures().map(\.name) }
    #expect(names == [["anytime"], ["noise"], ["calibration"], ["stream"], ["ablation"], ["corpus"]])
  }

  @Test func aComparisonSaysWhatEachGainsOnTheFirst() {
    let (none, half) = (heard(right: 0), heard(right: 2))
    let tables = ModelComparison(name: "ablation", title: "t", [.init(label: "as it is", heard: half), .init(label: "x=1", heard: none)])
      .tables
    #expect(tables.count == 1)
    #expect(tables[0].rows.map { $0[3] } == [.share(Measured(0.5)), .share(Measured(0))])
    #expect(tables[0].rows.map { $0[4] } == [.share(Measured(nil)), .share(Measured(-0.5))])
    let gain = GainReport(before: none, after: half, names: ["old", "new"]).tables[0]
    #expect(gain.rows[0][3...5] == [.share(Measured(0)), .share(Measured(0.5)), .share(Measured(0.5))])
  }

  /// Four clips of one speaker.
  private func heard(right: Int) -> Hearing {
    let stream = (0..<4).map { Made.estimate(.sad, says: $0 < right ? .sad : .angry) }
    return Hearing(clipByClip: stream, stream: stream)
  }

  @Test func theCorpusReportCountsWhatIsThere() throws {
    let clips = [
      Made.clip(.sad, .ravdess, speaker: "a", gender: .female, split: .train, age: 30),
      Made.clip(.sad, .ravdess, speaker: "a", split: .train, age: 30),
      Made.clip(.angry, .ravdess, speaker: "b", gender: .male, split: .dev, age: 40),
    ]
    let sizes = zip(clips, [1, 2, 6]).map { ClipSize(clip: $0, seconds: $1, rateHz: 16_000, channels: $1 == 6 ? 2 : 1) }
    let findings = [
      Finding("damaged", "/d/x.wav", "broken", corpus: .ravdess), Finding("second copy of a clip", "/d/y.wav", "", corpus: .ravdess),
      Finding("unlike the rest in channels", "/d/z.wav", "2", corpus: .ravdess, isLeftOut: false),
    ]
    let tables = CorpusReport(sizes, findings: findings).tables
    #expect(tables[0].rows.map { $0[0] } == ["ravdess train", "ravdess dev", "all"].map { .text($0) })
    #expect(tables[0].rows[2][1...] == [.count(3), .number(9.0 / 3600, decimals: 2), .count(2), .count(1), .count(1), .text("30–40")])
    #expect(tables[2].rows[0][1...2] == [.text("16000"), .text("1 (2), 2 (1)")])
    #expect(tables[3].rows[0][1...3] == [.count(4), .count(1440), .count(1436)])  // the damaged one is there, the copy is none of them
    #expect(tables[4].rows.map { $0[3] } == [.text("left out"), .text("left out"), .text("used")])
    #expect(findings[0].text == "left out  damaged  /d/x.wav: broken")
  }
}
