/// What Undertone heard in a recording: everything on one time axis.
///
/// - Units: seconds since the recording began; probabilities 0…1.
package struct TimelineRecording: Sendable {
  package struct Estimate: Sendable {
    package var seconds: Double
    package var speech: Double
    /// `[emotions]`
    package var probabilities: [Double]

    package init(seconds: Double, speech: Double, probabilities: [Double]) {
      self.seconds = seconds
      self.speech = speech
      self.probabilities = probabilities
    }
  }

  /// The settled emotion from here on; nil: none is settled any more.
  package struct Change: Sendable {
    package var seconds: Double
    package var emotion: String?

    package init(seconds: Double, emotion: String?) {
      self.seconds = seconds
      self.emotion = emotion
    }
  }

  /// A rule from raised to cleared; nil: it was never cleared.
  package struct Alert: Sendable {
    package var rule: String
    package var raisedSeconds: Double
    package var clearedSeconds: Double?

    package init(rule: String, raisedSeconds: Double, clearedSeconds: Double?) {
      self.rule = rule
      self.raisedSeconds = raisedSeconds
      self.clearedSeconds = clearedSeconds
    }
  }

  /// Samples that were lost.
  package struct Gap: Sendable {
    package var startSeconds: Double
    package var lengthSeconds: Double
    package var cause: String

    package init(startSeconds: Double, lengthSeconds: Double, cause: String) {
      self.startSeconds = startSeconds
      self.lengthSeconds = lengthSeconds
      self.cause = cause
    }
  }

  package var durationSeconds: Double
  package var emotions: [String]
  package var waveform: Waveform?
  package var spectrogram: Spectrogram?
  package var estimates: [Estimate] = []
  package var changes: [Change] = []
  package var alerts: [Alert] = []
  package var gaps: [Gap] = []

  package init(durationSeconds: Double, emotions: [String]) {
    self.durationSeconds = durationSeconds
    self.emotions = emotions
  }

  /// Without events whose times are no numbers.
  var finite: Self {
    var recording = self
    recording.changes = changes.filter { $0.seconds.isFinite }.sorted { $0.seconds < $1.seconds }
    recording.alerts = alerts.filter { $0.raisedSeconds.isFinite && $0.clearedSeconds?.isFinite != false }
    recording.gaps = gaps.filter { $0.startSeconds.isFinite && $0.lengthSeconds.isFinite }.sorted { $0.startSeconds < $1.startSeconds }
    return recording
  }

  var complaint: String? {
    if !(durationSeconds > 0 && durationSeconds.isFinite) { return "it lasts \(durationSeconds) s, which must be above 0" }
    if waveform == nil, spectrogram == nil, estimates.isEmpty, changes.isEmpty, alerts.isEmpty, gaps.isEmpty {
      return "there is neither sound nor any event"
    }
    if let estimate = estimates.first(where: { $0.probabilities.count != emotions.count }) {
      return "an estimate has \(estimate.probabilities.count) probabilities for \(emotions.count) emotions"
    }
    if let waveform, !waveform.isDrawable { return "its waveform has no samples, or no sampling rate" }
    return spectrogram?.complaint
  }
}

extension Figure {
  /// A recording from top to bottom: gaps, waveform, spectrogram, speech, the settled emotion, a row an emotion, alerts. What is not there is left out.
  /// - Throws: when there is nothing to draw, or shapes do not fit.
  package static func timeline(
    _ recording: TimelineRecording, name: String = "timeline", title: String, caption: String? = nil
  ) throws(PictureError) -> Figure {
    if let wrong = recording.complaint { throw PictureError("\(name): the recording cannot be drawn: \(wrong)") }
    let words =
      "Probability of each emotion (0 to 1) over time, rows on one scale; a row is shaded while its emotion is settled. "
      + "Hatched: samples were lost."
    return Figure(name: name, title: title, caption: caption ?? words) { width, title in
      var sheet = Sheet(width: width, title: title)
      TimelinePicture(recording: recording, width: width).draw(on: &sheet)
      return sheet
    }
  }
}
