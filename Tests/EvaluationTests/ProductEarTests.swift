import Listening
import Model
import Testing
import Timeline

@testable import Evaluation

/// The trials' ear against the daemon's own way, sample by sample.
@Suite struct ProductEarTests {
  /// After a loss of any length the next step says the same.
  @Test(arguments: [0.1, 3, 30]) func aLossIsTreatedAsListenTreatsIt(seconds: Double) throws {
    let model = try Made.randomModel()
    let (before, after) = (Made.noise(48_000, seed: 1), Made.noise(16_000, seed: 2))
    var ear = try ProductEar(model)
    _ = ear.hear(before)
    ear.lose(seconds: seconds)
    let output = ear.hear(after)
    let heard = try #require(output)

    var configuration = TimelineConfiguration()
    configuration.speechThreshold = 0
    var analysis = try StreamAnalysis(model, rateHz: 16_000, configuration)
    Self.feed(before, to: &analysis)
    analysis.lose(UInt64(seconds * 16_000), cause: .overrun, at: 0)
    Self.feed(after, to: &analysis)
    let answer = analysis.latest
    let latest = try #require(answer)
    #expect(latest.probabilities == Posterior.emotion(heard.emotion, temperature: model.metadata.temperature))

    var deaf = try ProductEar(model)
    _ = deaf.hear(before)
    let unbroken = deaf.hear(after)
    #expect(unbroken?.emotion != heard.emotion)
  }

  private static func feed(_ samples: [Float], to analysis: inout StreamAnalysis) {
    for start in stride(from: 0, to: samples.count, by: StreamAnalysis.mostSamples) {
      let block = Array(samples[start..<min(start + StreamAnalysis.mostSamples, samples.count)])
      block.withUnsafeBufferPointer { analysis.feed($0) }
      while analysis.step() {
        while analysis.nextEvent() != nil {}
      }
    }
  }
}
