import ArgumentParser
import Capture
import Listening

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// `undertone listen`
struct Listen: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Listen to a microphone, a file or standard input; print events as JSON lines.")

  @OptionGroup var shared: SharedOptions

  @Option(help: ArgumentHelp("ALSA capture device (default: default).", valueName: "name"))
  var device: String?

  @Option(help: ArgumentHelp("An audio file instead of a microphone, or - for standard input.", valueName: "file"))
  var input: String?

  @Option(help: ArgumentHelp("How fast a file is played: real time, or as fast as it goes.", valueName: "real|max"))
  var pace: Pace = .max

  @Option(help: ArgumentHelp("Rate of raw samples on standard input.", valueName: "hertz"))
  var rate = 16_000

  @Option(help: ArgumentHelp("Channels of raw samples on standard input.", valueName: "count"))
  var channels = 1

  @Option(help: ArgumentHelp("Format of raw samples on standard input.", valueName: "format"))
  var format = SampleFormat.s16LE.rawValue

  func run() throws {
    try Failure.wrapping {
      let signals = try StopSignals()
      var settings = try shared.settings()
      if let device { settings.device = device }
      let model = try SharedOptions.load(settings.model)
      let choice = try SharedOptions.channel(settings.channel)
      let listener = Listener(
        model: model, settings: settings, version: Undertone.version, warn: { Diagnostics.warning($0) })
      let opened = try signals.whileOpening { try source(settings, choice) }
      try listener.run(opened, until: signals, descriptor: STDOUT_FILENO)
    }
  }

  private func source(_ settings: Settings, _ choice: ChannelChoice) throws -> Listener.Input {
    guard let input else {
      let microphone = try Microphone(device: settings.device, channel: choice)
      return Listener.Input(source: microphone, channel: choice, isLossless: false)
    }
    guard let sampleFormat = SampleFormat(rawValue: format) else {
      let known = SampleFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure("--format \(format): known are \(known)", exitCode: 64)
    }
    let raw = RawFormat(rateHz: rate, channels: channels, format: sampleFormat)
    let file = try FileSource(path: input, channel: choice, pace: pace, raw: raw)
    return Listener.Input(source: file, channel: choice, isLossless: pace == .max)
  }
}

extension Pace: ExpressibleByArgument {}
