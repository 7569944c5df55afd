internal import Listening
internal import Timeline

/// Streams side by side, samples in, events out, as the analysis thread of `listen` makes them: a run is one step of each, up to 64 in one
/// read of the weights. Each hears another part of the recording.
final class StreamsWork: BenchWork {
  private static let stepLength = 640

  // SAFETY: owned by this object alone; `made` of them are initialised.
  private let analyses: UnsafeMutablePointer<StreamAnalysis>
  private var made = 0
  private var batch = StreamBatch()
  private let samples: [Float]
  /// `[streams]`: where each one is in the recording.
  private var places: [Int]
  let streams: Int
  var unitsARun: Int { streams }
  let secondsARun: Double
  private(set) var events = 0

  init(_ material: BenchMaterial, streams: Int) throws {
    self.streams = streams
    samples = material.samples
    let last = samples.count - Self.stepLength
    places = (0..<streams).map { $0 * last / streams }
    secondsARun = Double(streams) * material.model.metadata.features.stepSeconds
    analyses = .allocate(capacity: streams)
    let model = try material.model.with(.int8)
    let workspace = try StreamWorkspace(model)
    for stream in 0..<streams {
      (analyses + stream).initialize(
        to: try StreamAnalysis(model, rateHz: 16_000, TimelineConfiguration(), shared: workspace, mostFed: Self.stepLength))
      made += 1
      analyses[stream].start(at: 0)
      // The tray for events is shared.
      while analyses[stream].nextEvent() != nil { events += 1 }
    }
    // The first step is longer than the others: the next feed completes it.
    run()
  }

  deinit {
    (analyses).deinitialize(count: made)
    analyses.deallocate()
  }

  func run() {
    samples.withUnsafeBufferPointer { all in
      for stream in 0..<streams {
        let place = places[stream]
        analyses[stream].feed(UnsafeBufferPointer(rebasing: all[place..<place + Self.stepLength]))
        let next = place + Self.stepLength
        places[stream] = next + Self.stepLength > all.count ? 0 : next
      }
    }
    while batch.step(analyses, count: streams, event: { events += 1 }) > 0 {}
  }
}
