public import Capture
public import Model
internal import Timeline

/// Whole recordings through the same analysis as a live stream, as fast as it goes.
///
/// Source of the rules for short and long files: README, "Scoring recordings".
public struct Scorer: Sendable {
  /// Up to this long a file has one answer: the timeline's after the last step with speech.
  public static let shortFileSeconds = 15.0

  let model: Model
  let settings: Settings
  let channel: ChannelChoice?
  private let mustAnswer: Bool

  /// - Parameters:
  ///   - channel: nil: every channel by itself (`ScoreDesk`).
  ///   - mustAnswer: whether an uncertain answer is named all the same.
  public init(model: Model, settings: Settings, channel: ChannelChoice?, mustAnswer: Bool) {
    self.model = model
    self.settings = settings
    self.channel = channel
    self.mustAnswer = mustAnswer
  }

  /// What a recording that was heard to its end gets.
  func score(path: String, channel: Int?, rateHz: Int, _ analysis: borrowing StreamAnalysis, _ summary: ScoreSummary) -> Score {
    // Nothing was heard: silence, unless the signal itself says why.
    let unheard = analysis.latest.flatMap { mustAnswer || $0.reason == .badSignal ? $0 : nil }
    let answer = analysis.latestSpoken ?? unheard
    return Score(
      path: path, channel: channel, seconds: Double(analysis.position) / Double(rateHz),
      speechSeconds: Double(analysis.spokenSteps) * model.metadata.features.stepSeconds, answer: answer,
      mustAnswer: mustAnswer, summary: summary)
  }

  /// The file's line, with its line feed.
  public func line(_ score: Score) -> [UInt8] {
    score.line(labels: model.metadata.labels, genders: model.metadata.genders, showsGender: settings.showsGender)
  }
}

extension StreamAnalysis {
  /// Feeds a whole recording, as fast as it goes.
  /// - Parameter afterStep: called after each step; it takes all events.
  /// - Throws: `CaptureError` when the recording is damaged on the way.
  package mutating func hear(_ reader: MonoReader, afterStep: (inout StreamAnalysis) -> Void) throws {
    var samples = [Float](repeating: 0, count: Self.mostSamples)
    while true {
      let count = try samples.withUnsafeMutableBufferPointer { try reader.read(into: $0) }
      let channels = reader.takeChannelReport()
      if count > 0 {
        samples.withUnsafeBufferPointer { feed(UnsafeBufferPointer(rebasing: $0[..<count])) }
      } else {
        finish()
      }
      while step() { afterStep(&self) }
      if let channels { self.channels(channels) }
      if count == 0 { break }
    }
  }
}
