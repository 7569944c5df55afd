internal import Capture
internal import Model
internal import Ring
internal import Timeline

/// The inputs that are listened to: their rings, capture threads and places in the analysis.
///
///     microphone or pipe ─ thread "capture" ─┐
///     file, file, file … ─ thread "files" ───┴─▶ rings ─▶ seat of the analysis
struct Inputs {
  /// Seconds of sound that a ring holds: what the analysis may be late by before a live sample is lost.
  private static let ringSeconds = 2
  private static let capturePriority: Int32 = 60
  /// A period of 20 ms brings a mark: a microphone's ring has room for ten times as many, whatever its period in the end.
  private static let microphoneMarks = 1024
  /// A block of 10 ms brings a mark, and a second another.
  private static let fileMarks = 256
  /// Files that one thread reads: at real time it copies a thousandth of what it could.
  private static let filesEach = 512

  let plans: [Listener.Plan]
  let seats: StreamSeats
  /// Of each input, for those who watch over it.
  let progress: [StreamProgress]
  /// The microphones' pulses, once they are open.
  private(set) var pulses: [CapturePulse?]
  /// Whether every microphone's capture has SCHED_FIFO and memory is locked.
  private(set) var isRealTime: Bool
  private let model: Model
  private let links: AnalysisLoop.Links
  private let book: StreamBook
  private let areLost: [Bool]
  private let workspace: StreamWorkspace
  private var files: [(source: FileSource, ends: Handover<Producers>)] = []
  private var threads: [RealTimeThread] = []
  private var fileSources: [FileSource] = []

  /// - Parameters:
  ///   - areLost: which inputs an event told as lost already.
  ///   - locked: whether memory is locked.
  /// - Throws: `ListeningError` when the model's features cannot be.
  init(
    model: Model, plans: [Listener.Plan], links: AnalysisLoop.Links, book: StreamBook, areLost: [Bool], locked: Bool
  ) throws(ListeningError) {
    self.model = model
    self.plans = plans
    self.links = links
    self.book = book
    self.areLost = areLost
    isRealTime = locked
    self.locked = locked
    seats = StreamSeats(count: plans.count)
    progress = plans.map { _ in StreamProgress() }
    pulses = plans.map { _ in nil }
    workspace = try StreamWorkspace(model)
  }

  private let locked: Bool

  /// Starts the capture of an input that has opened, and seats its stream. Files wait for `startFiles`.
  /// - Parameters:
  ///   - isFirst: whether the analysis has not begun.
  ///   - describe: tells the writer of the book's new description: before the stream's first event.
  /// - Throws: `ListeningError` when the rate cannot be converted, or the system has no thread left.
  mutating func open(
    _ place: Int, _ source: any Source, _ settings: Settings, isFirst: Bool, describe: () -> Void = {}
  ) throws {
    let (format, plan) = (source.format, plans[place])
    let file = plans.count > 1 && plan.kind == "file" ? source as? FileSource : nil
    let (samples, marks) = (
      SampleRing(capacity: Self.ringSeconds * format.rateHz),
      MarkRing(capacity: plan.isLive ? Self.microphoneMarks : Self.fileMarks)
    )
    // The analysis may be at work with the workspace when a later stream is made.
    var analysis = try StreamAnalysis(
      model, rateHz: format.rateHz, settings.timeline, shared: isFirst ? workspace : nil,
      mostFed: ListenedStream.mostRead(rateHz: format.rateHz), isDeviceLost: areLost[place],
      tellsLevels: plan.tellsLevels)
    let ends = Handover(Producers(samples: samples.makeProducer(), marks: marks.makeProducer()))
    var isFIFO = false
    if let failable = source as? FileSource { fileSources.append(failable) }
    if let file {
      files.append((file, ends))
    } else {
      let links = links
      let capture = try RealTimeThread(name: "capture", priority: plan.isLive ? Self.capturePriority : 0) {
        guard let ends = ends.take() else { return }
        ends.run(source, links.capture, links.stop)
      }
      threads.append(capture)
      isFIFO = capture.isFIFO
      if plan.isLive { isRealTime = isRealTime && isFIFO }
    }
    pulses[place] = (source as? Microphone)?.pulse
    book.begin(place, format, settings, fifo: isFIFO, locked: locked)
    // The rules have other places in the book where they were read again meanwhile.
    if !isFirst { analysis.apply(book.update(settings).parts, at: MonotonicTime.now()) }
    describe()
    let stream = ListenedStream(
      analysis: analysis, samples: samples.makeConsumer(), marks: marks.makeConsumer(), isLive: plan.isLive, progress: progress[place])
    seats.take(place, stream)
  }

  /// Starts to read the files that have opened.
  /// - Throws: `ListeningError` when the system has no thread left.
  mutating func startFiles() throws(ListeningError) {
    let links = links
    while !files.isEmpty {
      let part = Array(files.prefix(Self.filesEach))
      files.removeFirst(part.count)
      threads.append(
        try RealTimeThread(name: "files", priority: 0) {
          var deck = FileDeck(capacity: part.count)
          for (source, ends) in part {
            if let ends = ends.take() { ends.add(source, to: &deck) }
          }
          deck.run(doorbell: links.capture, stop: links.stop)
        })
    }
  }

  /// Waits for the captures' ends.
  /// - Throws: `ListeningError` when a file failed on the way: the first one.
  func join() throws(ListeningError) {
    for thread in threads { thread.join() }
    for file in fileSources {
      if let failure = file.failure { throw ListeningError(failure.kind == .io ? .inputOutput : .dataError, failure.message) }
    }
  }
}

/// The writing ends of both rings, on their way to the capture thread.
private struct Producers: ~Copyable, Sendable {
  let samples: SampleRing.Producer
  let marks: MarkRing.Producer

  consuming func run(_ source: any Source, _ doorbell: Doorbell, _ stop: StopFlag) {
    source.run(samples: samples, marks: marks, doorbell: doorbell, stop: stop)
  }

  consuming func add(_ source: FileSource, to deck: inout FileDeck) {
    deck.add(source, samples: samples, marks: marks)
  }
}
