/// What the stream's estimate was after some speech of each clip, and at its end.
package struct AnytimeEstimates: Sendable {
  /// For each time, and at last for the end, `[times, clips]`; a clip with less speech stands there with its last estimate.
  package var estimates: [[Estimate]]
  /// Seconds of speech in each clip (`SpeechClock`), `[clips]`.
  package var spokenSeconds: [Double] = []

  package init(times: Int) { estimates = Array(repeating: [], count: times) }
}
