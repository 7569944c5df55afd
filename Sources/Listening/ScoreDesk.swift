internal import Capture
internal import Glibc
internal import Network
internal import Timeline

/// Recordings scored side by side on one thread, so that one read of the network's weights serves them all.
///
///     next file ─▶ lane, lane, lane … ─▶ a step of each ─▶ StreamBatch ─▶ … ─▶ line of the file
///
/// A channel of a file has a lane of its own where every channel is scored (`--channel each`).
public struct ScoreDesk: ~Copyable {
  /// What is to be done next.
  public enum Order: Sendable {
    case score(place: Int, path: String)
    /// Too many finished lines wait for an earlier one.
    case wait
    case over
  }

  /// What came of a file.
  public struct Outcome: Sendable {
    public let place: Int
    /// One line, or one a channel; each with its line feed.
    public let lines: [UInt8]
    public let wasRead: Bool
  }

  /// A file, until all its channels are scored.
  private final class Job {
    let place: Int
    let path: String
    /// Whose lines they are, where each channel has one; else one that is nil.
    let channels: [Int?]
    var lines: [[UInt8]]
    var left: Int
    var wasRead = true

    init(place: Int, path: String, channels: [Int?]) {
      self.place = place
      self.path = path
      self.channels = channels
      lines = Array(repeating: [], count: channels.count)
      left = channels.count
    }
  }

  private let scorer: Scorer
  private let workspace: StreamWorkspace
  private let capacity: Int
  // SAFETY: owned by this value alone; those of `busy` are initialised.
  private let lanes: UnsafeMutablePointer<ScoreLane>  // [capacity]
  /// Whose lane it is, and which of the job's lines it makes.
  private var busy: [(job: Job, line: Int)?]
  private var batch = StreamBatch()
  private var waiting: [(job: Job, line: Int)] = []

  /// - Parameter lanes: recordings at a time, up to 64.
  /// - Throws: `ListeningError` when the model's features cannot be.
  public init(_ scorer: Scorer, lanes: Int) throws(ListeningError) {
    let workspace = try StreamWorkspace(scorer.model)
    self.scorer = scorer
    self.workspace = workspace
    capacity = min(max(1, lanes), StreamBatch.most)
    self.lanes = .allocate(capacity: capacity)
    busy = Array(repeating: nil, count: capacity)
  }

  deinit {
    for index in 0..<capacity where busy[index] != nil { (lanes + index).deinitialize(count: 1) }
    lanes.deallocate()
  }

  /// Scores what `next` names until it is over.
  public mutating func run(next: () -> Order, done: (Outcome) -> Void) {
    var isOver = false
    while true {
      var mustWait = false
      for lane in 0..<capacity {
        while busy[lane] == nil, !(isOver || mustWait) || !waiting.isEmpty {
          guard waiting.isEmpty else {
            open(lane, done)
            continue
          }
          switch next() {
          case .score(let place, let path): enqueue(Job(place: place, path: path, channels: channels(path)))
          case .wait: mustWait = true
          case .over: isOver = true
          }
        }
      }
      if busy.contains(where: { $0 != nil }) {
        turn(done)
      } else if isOver {
        return
      } else {
        usleep(2000)
      }
    }
  }

  /// What each line of a file is about: its channels where each is scored, but the agent's.
  private func channels(_ path: String) -> [Int?] {
    guard scorer.channel == nil, let count = try? AudioFile(path: path).channels else { return [nil] }
    let heard = (1...count).filter { $0 != scorer.settings.sparedChannel }
    // The agent alone: the line says why it is not scored.
    return heard.isEmpty ? [1] : heard
  }

  private mutating func enqueue(_ job: Job) {
    for line in 0..<job.left { waiting.append((job, line)) }
  }

  /// Gives the first that waits a lane; a file that cannot be opened has its line at once.
  private mutating func open(_ index: Int, _ done: (Outcome) -> Void) {
    let (job, line) = waiting.removeFirst()
    do {
      let lane = try ScoreLane(scorer, path: job.path, channel: job.channels[line], workspace)
      (lanes + index).initialize(to: lane)
      busy[index] = (job, line)
    } catch {
      fail(job, line, error, done)
    }
  }

  /// One step of each recording.
  private mutating func turn(_ done: (Outcome) -> Void) {
    for index in 0..<capacity {
      guard let (job, line) = busy[index] else { continue }
      do {
        if try (lanes + index).pointee.pull() {
          (lanes + index).pointee.analysis.join(&batch, as: index)
        } else {
          finish(job, line, scorer.line((lanes + index).pointee.score()), done)
          close(index)
        }
      } catch {
        fail(job, line, error, done)
        close(index)
      }
    }
    guard batch.count > 0 else { return }
    batch.run((lanes + batch.stream(0)).pointee.analysis.network)
    for step in 0..<batch.count {
      (lanes + batch.stream(step)).pointee.take(batch.output(step), nanoseconds: batch.nanosecondsEach)
    }
    batch.clear()
  }

  private mutating func close(_ index: Int) {
    (lanes + index).deinitialize(count: 1)
    busy[index] = nil
  }

  private func fail(_ job: Job, _ line: Int, _ error: any Error, _ done: (Outcome) -> Void) {
    job.wasRead = false
    finish(job, line, Score.errorLine(path: job.path, channel: job.channels[line], error: String(describing: error)), done)
  }

  private func finish(_ job: Job, _ line: Int, _ text: [UInt8], _ done: (Outcome) -> Void) {
    job.lines[line] = text
    job.left -= 1
    if job.left == 0 { done(Outcome(place: job.place, lines: Array(job.lines.joined()), wasRead: job.wasRead)) }
  }
}

/// One recording, or one channel of it, on its way to a score.
struct ScoreLane: ~Copyable {
  var analysis: StreamAnalysis
  private let scorer: Scorer
  private let path: String
  private let channel: Int?
  private let reader: MonoReader
  private var summary = ScoreSummary()
  private var samples = [Float](repeating: 0, count: StreamAnalysis.mostSamples)
  /// What the channels carried in the second that the last block ended.
  private var report: Int32?
  private var isFinishing = false

  /// - Throws: `CaptureError` when the file cannot be read, `ListeningError` when its rate cannot be converted.
  init(_ scorer: Scorer, path: String, channel: Int?, _ workspace: StreamWorkspace) throws {
    let choice = channel.map { ChannelChoice.index($0) } ?? scorer.channel ?? .mix
    let reader = try MonoReader(path: path, channel: choice.sparing(agent: scorer.settings.sparedChannel))
    analysis = try StreamAnalysis(scorer.model, rateHz: reader.rateHz, scorer.settings.timeline, shared: workspace)
    self.reader = reader
    self.scorer = scorer
    self.path = path
    self.channel = channel
  }

  /// Reads on until a step is prepared.
  /// - Returns: `false` when the recording is over.
  /// - Throws: `CaptureError` when it is damaged on the way.
  mutating func pull() throws -> Bool {
    while true {
      switch analysis.prepareStep() {
      case .ready:
        // A fault that was mended before the step; all lanes have one tray.
        while analysis.nextEvent() != nil {}
        return true
      case .begunAnew:
        note()
        continue
      case .missing: break
      }
      if let report { analysis.channels(report) }
      report = nil
      if isFinishing { return false }
      let count = try samples.withUnsafeMutableBufferPointer { try reader.read(into: $0) }
      // Where each channel is scored by itself, one that is silent while another speaks is no fault.
      report = channel == nil ? reader.takeChannelReport() : nil
      if count > 0 {
        samples.withUnsafeBufferPointer { analysis.feed(UnsafeBufferPointer(rebasing: $0[..<count])) }
      } else {
        analysis.finish()
        isFinishing = true
      }
    }
  }

  mutating func take(_ output: StepOutput, nanoseconds: Int64) {
    analysis.finishStep(output, nanoseconds: nanoseconds)
    note()
  }

  private mutating func note() {
    summary.add(analysis.latest, endTick: analysis.lastStepTick)
    while analysis.nextEvent() != nil {}
  }

  func score() -> Score {
    scorer.score(path: path, channel: channel, rateHz: reader.rateHz, analysis, summary)
  }
}
