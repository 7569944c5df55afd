import ArgumentParser
import Capture
import Listening
import Model

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// `undertone score`
struct ScoreFiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score recordings: one JSON line a file, in the order given.",
    discussion: """
      A file of up to 15 seconds gets the answer after its last speech; a longer one also a timeline and the seconds of speech by \
      emotion. A file that cannot be read gives a line with "error", and the exit code is then 66. With --channel each a file has a \
      line for each channel, with its number as "channel".
      """)

  @OptionGroup var shared: SharedOptions

  @Option(help: ArgumentHelp("Threads (default: one for each processor that it may use).", valueName: "count"))
  var jobs: Int?

  @Flag(help: "Name an emotion even where the answer is uncertain.")
  var noAbstain = false

  @Flag(help: "Print every event of the file, as listen --input does.")
  var events = false

  @Argument(help: ArgumentHelp("Audio files; - reads names from standard input, a line each.", valueName: "file"))
  var files: [String]

  func run() throws {
    try Failure.wrapping {
      let jobs = jobs ?? ProcessLoad.processorCount
      guard (1...256).contains(jobs) else { throw Failure("--jobs \(jobs): allowed are 1 to 256", exitCode: 64) }
      guard !files.isEmpty else { throw Failure("no file is named", exitCode: 64) }
      signal(SIGPIPE, SIG_IGN)
      let settings = try shared.settings()
      let model = try SharedOptions.load(settings)
      let choice = try SharedOptions.channel(settings.channel)
      if events {
        try printEvents(model, settings, choice)
      } else {
        let scorer = Scorer(model: model, settings: settings, channel: choice, mustAnswer: noAbstain)
        try printScores(scorer, jobs)
      }
    }
  }

  private func printScores(_ scorer: Scorer, _ jobs: Int) throws {
    // A pipe of names is answered name by name; a list is worked on by as many threads as asked for.
    var allRead = true
    if files == ["-"] {
      while let name = readLine() {
        if name.isEmpty { continue }
        let outcome = try ScoreBatch.score(name, scorer)
        allRead = allRead && outcome.wasRead
        try StandardOutput.write(outcome.lines)
      }
    } else {
      allRead = try ScoreBatch(paths: files, jobs: jobs, scorer: scorer).run { try StandardOutput.write($0) }
    }
    if !allRead { throw ExitCode(66) }
  }

  private func printEvents(_ model: Model, _ settings: Settings, _ choice: ChannelChoice?) throws {
    guard !files.contains("-") else {
      throw Failure("score --events takes file names as arguments; listen --input - reads audio from standard input", exitCode: 64)
    }
    let signals = try ProcessSignals()
    var allRead = true
    for path in files {
      let listener = Listener(
        model: model, settings: settings, version: Undertone.version, warn: { Diagnostics.warning($0) })
      do {
        let plans = try Listen.filePlans(path, choice, sparing: settings.sparedChannel) {
          try FileSource(path: path, channel: $0, pace: .max, reportsChannels: $1)
        }
        if try listener.run(plans, until: signals, target: EventTarget(descriptor: STDOUT_FILENO)) { return }
      } catch let error as CaptureError {
        // It could not be opened; the others may be.
        Diagnostics.error(error.message)
        allRead = false
      }
    }
    if !allRead { throw ExitCode(66) }
  }
}

/// Whole lines to standard output.
enum StandardOutput {
  /// - Throws: `ExitCode` 0 when the reader has gone, `Failure` (74) when the output fails.
  static func write(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress.map { $0 + written }, $0.count - written) }
      if count > 0 {
        written += count
      } else if errno == EPIPE {
        throw ExitCode(0)
      } else if errno == EAGAIN {
        var entry = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&entry, 1, 1000)
      } else if errno != EINTR {
        throw Failure("standard output: \(String(cString: strerror(errno)))", exitCode: 74)
      }
    }
  }
}
