import ArgumentParser
import Capture
import Listening

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

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

  @Flag(help: "Wait for a microphone that is missing, instead of ending with exit code 69.")
  var wait = false

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
      let signals = try ProcessSignals()
      let settings = try Self.settings(shared, device)
      let model = try SharedOptions.load(settings.model)
      let choice = try SharedOptions.channel(settings.channel)
      let (shared, device) = (shared, device)
      let listener = Listener(
        model: model, settings: settings, version: Undertone.version,
        service: ServiceManager(environment: ProcessInfo.processInfo.environment),
        reload: { try Self.settings(shared, device) }, warn: { Diagnostics.warning($0) })
      try listener.run(plan(settings, choice), until: signals, descriptor: STDOUT_FILENO)
    }
  }

  private static func settings(_ shared: SharedOptions, _ device: String?) throws -> Settings {
    var settings = try shared.settings()
    if let device { settings.device = device }
    return settings
  }

  private func plan(_ settings: Settings, _ choice: ChannelChoice) throws -> Listener.Plan {
    guard let input else {
      let device = settings.device
      return Listener.Plan(kind: "alsa", name: device, channel: choice, isLossless: false, waits: wait) {
        try Microphone(device: device, channel: choice)
      }
    }
    if wait { throw Failure("--wait is for a microphone; a file is there or is not", exitCode: 64) }
    guard let sampleFormat = SampleFormat(rawValue: format) else {
      let known = SampleFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure("--format \(format): known are \(known)", exitCode: 64)
    }
    let raw = RawFormat(rateHz: rate, channels: channels, format: sampleFormat)
    let pace = pace
    return Listener.Plan(kind: input == "-" ? "stdin" : "file", name: input, channel: choice, isLossless: pace == .max) {
      try FileSource(path: input, channel: choice, pace: pace, raw: raw)
    }
  }
}

extension Pace: ExpressibleByArgument {}
