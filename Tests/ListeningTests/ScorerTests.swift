import Capture
import Foundation
import Model
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

@Suite struct ScorerTests {
  private static let even =
    "\"probabilities\":{"
    + ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]
    .map { "\"\($0)\":0.12500" }.joined(separator: ",") + "}"

  private static func line(_ model: Model, _ path: String, mustAnswer: Bool = false, gender: Bool = true) throws -> String {
    var settings = Settings()
    settings.gender = gender ? .on : .off
    let scorer = Scorer(model: model, settings: settings, channel: .mix, mustAnswer: mustAnswer)
    return try lines([path], scorer, lanes: 1)
  }

  /// What a desk says of these recordings, in their order.
  private static func lines(_ paths: [String], _ scorer: Scorer, lanes: Int) throws -> String {
    var desk = try ScoreDesk(scorer, lanes: lanes)
    var (next, outcomes): (Int, [Int: ScoreDesk.Outcome]) = (0, [:])
    desk.run {
      defer { next += 1 }
      return next < paths.count ? .score(place: next, path: paths[next]) : .over
    } done: {
      outcomes[$0.place] = $0
    }
    return paths.indices.map { String(decoding: outcomes[$0]?.lines ?? [], as: UTF8.self) }.joined()
  }

  private static func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func noSpeechIsSilence() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([Float](repeating: 0, count: 32_000), rateHz: 16_000, to: "a.wav")
    #expect(
      try Self.line(FixedModel.make(speech: -10), path, gender: false) == #"{"file":"\#(path)","seconds":2.000,"speech_seconds":0.00,"#
        + #""emotion":null,"reason":"silence","confidence":0.12500,"# + Self.even + #","gender":null}"# + "\n")
  }

  /// A dead microphone's recording is no silence; two seconds are too short to call it dead.
  @Test func aDeadSignalIsNamedAsSuch() throws {
    let folder = try TemporaryFolder()
    for model in [try FixedModel.make(speech: -10), try FixedModel.make(speech: 10)] {
      let path = try folder.write([Float](repeating: 0.25, count: 6 * 16_000), rateHz: 16_000, to: "dead.wav")
      let dead = try Self.object(try Self.line(model, path))
      #expect(dead["emotion"] is NSNull && dead["reason"] as? String == "bad-signal")
    }
    let short = try folder.write([Float](repeating: 0.25, count: 32_000), rateHz: 16_000, to: "short.wav")
    #expect(try Self.object(try Self.line(FixedModel.make(speech: 10), short))["emotion"] as? String == "angry")
    let long = try folder.write([Float](repeating: 0, count: 20 * 16_000), rateHz: 16_000, to: "long.wav")
    let object = try Self.object(try Self.line(FixedModel.make(speech: 10), long))
    let spans = try #require(object["timeline"] as? [[String: Any]])
    #expect(spans.last?["emotion"] is NSNull)
  }

  @Test func speechIsNamed() throws {
    let model = try FixedModel.make(speech: 10)
    let object = try Self.object(try Self.line(model, Fixture.path("cremad-16k.wav")))
    #expect(object["emotion"] as? String == "angry" && object["reason"] is NSNull)
    // e⁴/(e⁴ + 7), softened a little by the pool's first denominator.
    let confidence = try #require(object["confidence"] as? Double)
    #expect(abs(confidence - 0.88636) < 1e-3)
    #expect(object["seconds"] as? Double == 1.802)
    #expect(object["speech_seconds"] as? Double == 1.76)
    #expect(object["timeline"] == nil && object["shares"] == nil)
    let female = try #require((object["gender"] as? [String: Double])?["female"])
    #expect(abs(female - 0.731) < 1e-2)
  }

  /// The rate of the file changes nothing but the last digit.
  @Test func theSameRecordingAtAnotherRate() throws {
    let model = try FixedModel.make(speech: 10)
    let low = try Self.line(model, Fixture.path("cremad-16k.wav")).replacing("16k", with: "")
    let high = try Self.line(model, Fixture.path("cremad-48k.wav")).replacing("48k", with: "")
    #expect(low == high)
  }

  @Test func anUncertainAnswerIsNamedOnlyWhenItMustBe() throws {
    let model = try FixedModel.make(speech: 10, angry: 0.1)
    let path = Fixture.path("cremad-16k.wav")
    let abstained = try Self.object(try Self.line(model, path))
    #expect(abstained["emotion"] is NSNull && abstained["reason"] as? String == "uncertain")
    let forced = try Self.object(try Self.line(model, path, mustAnswer: true))
    #expect(forced["emotion"] as? String == "angry" && forced["reason"] is NSNull)
    // Even out of silence, when it must.
    let silent = try FixedModel.make(speech: -10)
    #expect(try Self.object(try Self.line(silent, path, mustAnswer: true))["emotion"] as? String == "angry")
  }

  @Test func aLongFileHasATimelineAndShares() throws {
    let folder = try TemporaryFolder()
    let model = try FixedModel.make(speech: 10)
    let short = try folder.write([Float](repeating: 0, count: 15 * 16_000), rateHz: 16_000, to: "short.wav")
    #expect(try Self.object(try Self.line(model, short))["timeline"] == nil)
    var random = SplitMix64(seed: 8)
    let path = try folder.write(random.noise(16 * 16_000).map { 0.01 * $0 }, rateHz: 16_000, to: "a.wav")
    let object = try Self.object(try Self.line(model, path))
    #expect(object["emotion"] as? String == "angry")
    let spans = try #require(object["timeline"] as? [[String: Any]])
    try #require(spans.count == 2)
    // Nine steps of warming up, then anger to the last step.
    #expect(spans[0]["emotion"] is NSNull && spans[0]["from_s"] as? Double == 0 && spans[0]["to_s"] as? Double == 0.375)
    #expect(spans[1]["emotion"] as? String == "angry" && spans[1]["from_s"] as? Double == 0.375)
    let steps = 1 + (256_000 - 880) / 640
    let end = try #require(spans[1]["to_s"] as? Double)
    #expect(abs(end - Double(880 + (steps - 1) * 640) / 16_000) < 1e-3)
    let shares = try #require(object["shares"] as? [String: Double])
    #expect(shares.count == 8)
    let angry = try #require(shares["angry"])
    #expect(abs(angry - Double(steps - 9) * 0.04) < 0.006)
    #expect(shares.filter { $0.value > 0 }.count == 1)
  }

  @Test func aFileThatCannotBeReadIsNamed() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("no sound", to: "a.wav")
    let model = try FixedModel.make(speech: 10)
    let object = try Self.object(try Self.line(model, path))
    #expect(object["file"] as? String == path && (object["error"] as? String)?.contains("cannot open \(path)") == true && object.count == 2)
    let line = String(decoding: Score.errorLine(path: "a \"b\"", error: "no such file"), as: UTF8.self)
    #expect(line == #"{"file":"a \"b\"","error":"no such file"}"# + "\n")
  }
}

@Suite struct ScoreSummaryTests {
  private static func estimate(_ top: Int, _ confidence: Float, _ reason: Reason? = nil) -> Estimate {
    var probabilities = SIMD8<Float>(repeating: (1 - confidence) / 7)
    probabilities[top] = confidence
    return Estimate(speech: 1, probabilities: probabilities, top: top, reason: reason, gender: [0.5, 0.5], heardSeconds: 1)
  }

  @Test func spansJoinEqualAnswers() throws {
    var summary = ScoreSummary()
    summary.add(nil, endTick: 1)
    let answers: [(Int, Float, Reason?)] = [
      (4, 0.5, .warmingUp), (4, 0.6, nil), (4, 0.8, nil), (3, 0.9, nil), (3, 0.2, .uncertain), (4, 0.3, .silence), (4, 0.7, nil),
    ]
    for (index, answer) in answers.enumerated() {
      summary.add(Self.estimate(answer.0, answer.1, answer.2), endTick: Int64(880 + 640 * index))
    }
    try #require(summary.spans.count == 5)
    #expect(summary.spans.map(\.emotion) == [nil, 4, 3, nil, 4])
    #expect(summary.spans.map(\.fromTick) == [0, 880, 2160, 2800, 4080])
    #expect(summary.spans.map(\.toTick) == [880, 2160, 2800, 4080, 4720])
    #expect(abs(summary.spans[1].confidence - 0.7) < 1e-6)
    #expect(summary.largestShare == 4)
    #expect(abs(summary.spokenSeconds[4] - 0.12) < 1e-6 && abs(summary.spokenSeconds[3] - 0.04) < 1e-6)
    let mean = try #require(summary.meanProbabilities)
    #expect(abs(mean.sum() - 1) < 1e-5)
  }

  @Test func nothingHeardHasNoShare() {
    var summary = ScoreSummary()
    summary.add(Self.estimate(4, 0.9, .silence), endTick: 880)
    #expect(summary.largestShare == nil && summary.meanProbabilities == nil)
  }
}
