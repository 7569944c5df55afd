package import Corpus
internal import Listening
package import Model
internal import Timeline

/// Background through the product's whole way, from samples to events, in one stream: does it ever name an emotion?
package enum BackgroundTrial {
  /// What the product said during one sound.
  package struct Count: Equatable, Sendable {
    package var estimates = 0
    /// Estimates that name an emotion.
    package var labelled = 0
    /// Estimates that would have named one if they had been surer.
    package var uncertain = 0
    /// Named emotions, `[8]`.
    package var emotions = SIMD8<Int>(repeating: 0)
    /// Sum of the estimates' speech probabilities.
    package var speech = 0.0

    package init() {}

    package static func + (left: Count, right: Count) -> Count {
      var sum = left
      sum.estimates += right.estimates
      sum.labelled += right.labelled
      sum.uncertain += right.uncertain
      sum.emotions &+= right.emotions
      sum.speech += right.speech
      return sum
    }

    package var shareLabelled: Double? { estimates > 0 ? Double(labelled) / Double(estimates) : nil }
    package var shareUncertain: Double? { estimates > 0 ? Double(uncertain) / Double(estimates) : nil }
    package var meanSpeech: Double? { estimates > 0 ? speech / Double(estimates) : nil }
  }

  /// Feeds the sounds one after another at 16 kHz, with the settings that `listen` has by itself.
  /// - Returns: a count for each sound.
  /// - Throws: `ListeningError` when the model's features cannot be computed; `Stopped` when the watcher wants no more.
  package static func run(_ model: Model, _ sounds: [BackgroundSound], watcher: Watcher = .none) throws -> [Count] {
    var analysis = try StreamAnalysis(model, rateHz: 16_000, Settings().timeline)
    let meter = WorkMeter("background", total: sounds.count, watcher)
    var counts: [Count] = []
    for sound in sounds {
      try meter.advance()
      var count = Count()
      let samples = sound.samples()
      for start in stride(from: 0, to: samples.count, by: StreamAnalysis.mostSamples) {
        let end = min(start + StreamAnalysis.mostSamples, samples.count)
        samples.withUnsafeBufferPointer { analysis.feed(UnsafeBufferPointer(rebasing: $0[start..<end])) }
        while analysis.step() {
          while let event = analysis.nextEvent() { count.take(event) }
        }
      }
      counts.append(count)
    }
    return counts
  }
}

extension BackgroundTrial.Count {
  fileprivate mutating func take(_ event: Event) {
    guard case .estimate(let estimate) = event.content else { return }
    estimates += 1
    speech += Double(estimate.speech)
    if let emotion = estimate.emotion {
      labelled += 1
      emotions[emotion] += 1
    }
    if estimate.reason == .uncertain { uncertain += 1 }
  }
}
