import Model

@testable import Listening
@testable import Timeline

/// A stream's analysis driven by hand: its events as they come, and each step's answer.
final class AnalysisRun {
  private var analysis: StreamAnalysis
  private(set) var events: [Event] = []
  private(set) var answers: [Estimate] = []
  private(set) var stepTicks: [Int64] = []

  init(
    _ model: Model, rateHz: Int, _ configuration: TimelineConfiguration = TimelineConfiguration(), tellsLevels: Bool = false
  ) throws {
    analysis = try StreamAnalysis(model, rateHz: rateHz, configuration, tellsLevels: tellsLevels)
    analysis.start(at: 0)
    drain()
  }

  var position: UInt64 { analysis.position }
  var tick: Int64 { analysis.tick }
  var steps: UInt64 { analysis.steps }
  var lostSamples: UInt64 { analysis.lostSamples }

  /// Samples in chunks of `chunk`.
  func feed(_ samples: some Collection<Float>, chunk: Int = 1024) {
    feed(Array(samples), chunks: Array(repeating: chunk, count: samples.count / chunk + 1))
  }

  func feed(_ samples: [Float], chunks: [Int]) {
    var from = 0
    for size in chunks {
      let end = min(from + size, samples.count)
      samples.withUnsafeBufferPointer { analysis.feed(UnsafeBufferPointer(rebasing: $0[from..<end])) }
      from = end
      takeSteps()
    }
  }

  func captured(_ position: UInt64, at nanoseconds: Int64) { analysis.captured(position, at: nanoseconds) }

  func lose(_ lost: UInt64, at nanoseconds: Int64 = 0) {
    analysis.lose(lost, cause: .overrun, at: nanoseconds)
    drain()
  }

  func end() {
    analysis.finish()
    takeSteps()
    analysis.stop(.endOfInput, at: 0)
    drain()
  }

  private func takeSteps() {
    while analysis.step() {
      stepTicks.append(analysis.lastStepTick)
      if let latest = analysis.latest { answers.append(latest) }
      drain()
    }
  }

  private func drain() {
    while let event = analysis.nextEvent() { events.append(event) }
  }

  /// The events' lines, as if written at one fixed moment.
  var lines: [String] {
    var encoder = EventLine(
      StreamDescription(
        version: "0", modelName: "m", modelSHA256: "0", modelLicence: "none",
        labels: ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"], genders: ["female", "male"],
        inputs: [InputDescription(kind: "file", name: "a", rateHz: 16_000, channels: 1, sampleFormat: "f", channel: "mix")],
        purpose: "research", showsGender: true, locked: false, ruleNames: [], validMilliseconds: 1000))
    let moment = WritingMoment(monotonicNanoseconds: 0, wallClockOffsetNanoseconds: 0)
    return events.map { String(decoding: encoder.encode($0, at: moment), as: UTF8.self) }
  }
}
