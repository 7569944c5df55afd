internal import Capture
internal import Corpus
internal import Listening
package import Model
package import Pictures
internal import Spectrum
package import Timeline

extension TimelineRecording {
  /// Plays a file through the product's own analysis, as `listen --input` does.
  /// - Parameter configuration: its thresholds and rules; how often it estimates is how fine the picture is.
  /// - Throws: `CaptureError`, `ListeningError` or `CorpusError` when the file cannot be read.
  package init(path: String, model: Model, _ configuration: TimelineConfiguration) throws {
    let reader = try MonoReader(path: path, channel: .mix)
    var analysis = try StreamAnalysis(model, rateHz: reader.rateHz, configuration)
    var events: [Event] = []
    try analysis.hear(reader) { analysis in
      while let event = analysis.nextEvent() { events.append(event) }
    }
    let picture = try ClipPicture(path: path)
    self.init(durationSeconds: Double(analysis.position) / Double(reader.rateHz), emotions: Emotion.allCases.map { "\($0)" })
    (waveform, spectrogram) = (picture.waveform, picture.spectrogram)
    for event in events { add(event, rules: configuration.rules) }
  }

  private mutating func add(_ event: Event, rules: [AlertRule]) {
    let seconds = Double(event.tick) / Double(TimelineConfiguration.ticksPerSecond)
    switch event.content {
    case .estimate(let estimate):
      let probabilities = (0..<8).map { Double(estimate.probabilities[$0]) }
      estimates.append(Estimate(seconds: seconds, speech: Double(estimate.speech), probabilities: probabilities))
    case .change(let change):
      changes.append(Change(seconds: seconds, emotion: emotions.indices.contains(change.to) ? emotions[change.to] : nil))
    case .alert(let alert):
      self.alert(rules[alert.rule].name, raised: alert.raised, at: seconds)
    case .start, .gap, .signal, .device, .fault, .level, .health, .stop: break
    }
  }

  /// An alert was raised or cleared.
  mutating func alert(_ rule: String, raised: Bool, at seconds: Double) {
    if raised {
      alerts.append(Alert(rule: rule, raisedSeconds: seconds, clearedSeconds: nil))
    } else if let open = alerts.lastIndex(where: { $0.rule == rule && $0.clearedSeconds == nil }) {
      alerts[open].clearedSeconds = seconds
    }
  }
}
