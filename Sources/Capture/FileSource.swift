internal import Glibc
public import Ring
internal import Synchronization

/// An audio file, or standard input, played into the ring as a microphone would.
///
///     read a block (10 ms) ─▶ mono ─▶ pace real: wait until it would have been heard; what does not fit is lost, and told
///                                     pace max:  wait until it fits; nothing is lost
///
/// Standard input is recognised by its first bytes (WAV, RF64, AU, FLAC), and raw otherwise.
public final class FileSource: Source {
  public let format: InputFormat
  let pace: Pace
  let blockFrames: Int
  let reportsChannels: Bool
  /// At real pace: how much later than its player's it begins.
  let delayNanoseconds: Int64
  // SAFETY: written by init alone, and used by the one thread that wins `isTaken`.
  nonisolated(unsafe) let reader: any FrameReader
  private let isTaken = Atomic<Bool>(false)
  private let trouble = Mutex<CaptureError?>(nil)

  /// Opens `path`, or standard input when it is `-` (and then waits for its first bytes).
  /// - Parameter reportsChannels: whether the analysis hears which channels of a file are silent.
  /// - Throws: `CaptureError`: no input (66), format (65), or usage (64, a channel that is not there).
  public convenience init(
    path: String, channel: ChannelChoice = .mix, pace: Pace = .max, raw: RawFormat = RawFormat(),
    reportsChannels: Bool = true
  ) throws(CaptureError) {
    if path == "-" {
      try self.init(descriptor: STDIN_FILENO, channel: channel, pace: pace, raw: raw)
    } else {
      let file = try AudioFile(path: path)
      let blockFrames = Self.blockFrames(file.rateHz)
      let reader = try AudioFileReader(file, name: path, channel: channel, blockFrames: blockFrames)
      self.init(reader, kind: "file", name: path, pace: pace, blockFrames: blockFrames, reportsChannels: reportsChannels)
    }
  }

  /// Reads a pipe.
  convenience init(
    descriptor: Int32, channel: ChannelChoice, pace: Pace, raw: RawFormat
  ) throws(CaptureError) {
    try raw.check()
    let stream = InputStream(descriptor: descriptor)
    // As many as libsndfile wants at once.
    let magic = stream.peek(12)
    if magic.isEmpty {
      let reason = stream.failure == 0 ? "it is empty" : "read: " + String(cString: strerror(-stream.failure))
      throw CaptureError(.noInput, "standard input: \(reason)")
    }
    if magic.starts(with: "fLaC".utf8) {
      let file = try AudioFile(stream: stream, name: "standard input")
      let blockFrames = Self.blockFrames(file.rateHz)
      let reader = try AudioFileReader(
        file, stream: stream, name: "standard input", channel: channel, blockFrames: blockFrames)
      self.init(reader, kind: "stdin", name: "-", pace: pace, blockFrames: blockFrames)
    } else {
      let header = try StreamHeader.read(stream) ?? StreamHeader(container: "", raw: raw, byteCount: nil)
      let blockFrames = Self.blockFrames(header.raw.rateHz)
      let reader = try PCMStreamReader(stream, header: header, channel: channel, blockFrames: blockFrames)
      self.init(reader, kind: "stdin", name: "-", pace: pace, blockFrames: blockFrames)
    }
  }

  init(
    _ reader: any FrameReader, kind: String, name: String, pace: Pace, blockFrames: Int, reportsChannels: Bool = true,
    delayNanoseconds: Int64 = 0
  ) {
    format = InputFormat(
      kind: kind, name: name, rateHz: reader.rateHz, channels: reader.channels, format: reader.formatName)
    self.reader = reader
    self.pace = pace
    self.blockFrames = blockFrames
    self.reportsChannels = reportsChannels
    self.delayNanoseconds = delayNanoseconds
  }

  /// Why reading ended before the end; nil when it did not. Read it after the `end` mark, whose code is then not 0.
  public var failure: CaptureError? { trouble.withLock { $0 } }

  /// 10 ms: what a microphone delivers at once.
  private static func blockFrames(_ rateHz: Int) -> Int { max(1, rateHz / 100) }

  public func run(
    samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell, stop: StopFlag
  ) {
    var deck = FileDeck(capacity: 1)
    deck.add(self, samples: samples, marks: marks)
    deck.run(doorbell: doorbell, stop: stop)
  }

  /// - Precondition: it was not played before.
  func take() {
    precondition(!isTaken.exchange(true, ordering: .acquiring), "a file source runs once")
  }

  func fail(_ error: CaptureError) {
    trouble.withLock { $0 = error }
  }
}
