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
    abstract: "Listen to microphones, files or standard input; print events as JSON lines.",
    discussion: """
      --device and --input may be given several times: the events of all inputs come in one order, and each says its "source".
      """)

  @OptionGroup var shared: SharedOptions

  @OptionGroup var inputs: InputOptions

  @Flag(help: "End with exit code 78 unless somebody has declared the purpose; the installed service does.")
  var requirePurpose = false

  @Option(
    help: ArgumentHelp(
      "Write the events to a file, which they are added to, or a FIFO, whose readers may come and go (default: standard output).",
      valueName: "path"))
  var output: String?

  @Option(help: ArgumentHelp("How fast a file is played: real time, or as fast as it goes.", valueName: "real|max"))
  var pace: Pace = .max

  @OptionGroup var raw: RawOptions

  @Flag(help: "Tell how loud it is as well: a level event about every tenth of a second.")
  var levels = false

  func run() throws {
    try Failure.wrapping {
      let signals = try ProcessSignals()
      let settings = try Self.settings(shared, inputs.device.first, requirePurpose)
      let model = try SharedOptions.load(settings)
      let plans = try plans(settings)
      // Last, so that a wrong option or model leaves no file.
      let target = try target()
      let (shared, device, requirePurpose) = (shared, inputs.device.first, requirePurpose)
      let listener = Listener(
        model: model, settings: settings, version: Undertone.version,
        service: ServiceManager(environment: ProcessInfo.processInfo.environment),
        reload: { try Self.settings(shared, device, requirePurpose) }, warn: { Diagnostics.warning($0) })
      try listener.run(plans, until: signals, target: target)
    }
  }

  private func target() throws -> EventTarget {
    guard let output else { return EventTarget(descriptor: STDOUT_FILENO) }
    guard !inputs.input.contains(where: { isSameFile($0, output) }) else {
      throw Failure("--output \(output) is an input, too: events would be added to the recording", exitCode: 64)
    }
    return try EventTarget(path: output)
  }

  private func isSameFile(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func settings(_ shared: SharedOptions, _ device: String?, _ requirePurpose: Bool) throws -> Settings {
    var settings = try shared.settings(mustDeclarePurpose: requirePurpose)
    if let device { settings.device = device }
    return settings
  }

  private func plans(_ settings: Settings) throws -> [Listener.Plan] {
    let choice = try SharedOptions.channel(settings.channel)?.sparing(agent: settings.sparedChannel)
    let (device, input, wait) = (inputs.device, inputs.input, inputs.wait)
    let devices = device.isEmpty && input.isEmpty ? [settings.device] : device
    guard Set(devices + input).count == devices.count + input.count else {
      throw Failure("an input is named twice; its name tells its events from the others'", exitCode: 64)
    }
    if wait, devices.isEmpty { throw Failure("--wait is for a microphone; a file is there or is not", exitCode: 64) }
    // A file that waits for the reader would hold a microphone up.
    if !devices.isEmpty, !input.isEmpty, pace == .max {
      throw Failure("beside a microphone a file is played with --pace real", exitCode: 64)
    }
    if !devices.isEmpty || input.contains("-") { _ = try SharedOptions.oneChannel(settings.channel) }
    let microphones = devices.map { device in
      let choice = choice ?? .mix
      return Listener.Plan(kind: "alsa", name: device, channel: choice, isLossless: false, waits: wait, tellsLevels: levels) {
        try Microphone(device: device, channel: choice)
      }
    }
    return try microphones + input.flatMap { try plans(input: $0, choice, settings.sparedChannel) }
  }

  /// One input that is no microphone, or each of its channels.
  private func plans(input: String, _ choice: ChannelChoice?, _ agent: Int?) throws -> [Listener.Plan] {
    let raw = try raw.rawFormat()
    let pace = pace
    if input == "-" {
      let choice = choice ?? .mix
      return [
        Listener.Plan(kind: "stdin", name: input, channel: choice, isLossless: pace == .max, tellsLevels: levels) {
          try FileSource(path: input, channel: choice, pace: pace, raw: raw)
        }
      ]
    }
    return try Self.filePlans(input, choice, sparing: agent, isLossless: pace == .max, tellsLevels: levels) {
      try FileSource(path: input, channel: $0, pace: pace, reportsChannels: $1)
    }
  }

  /// A file's stream, or (without a choice) one for each of its channels but the agent's.
  /// - Parameter open: takes the channel, and whether it shall be told which channels are silent: where each is a stream, that is no fault.
  /// - Throws: what counting its channels throws.
  static func filePlans(
    _ path: String, _ choice: ChannelChoice?, sparing agent: Int?, isLossless: Bool = true, tellsLevels: Bool = false,
    open: @escaping @Sendable (ChannelChoice, Bool) throws -> FileSource
  ) throws -> [Listener.Plan] {
    func plan(_ choice: ChannelChoice, _ number: Int?) -> Listener.Plan {
      Listener.Plan(kind: "file", name: path, channel: choice, isLossless: isLossless, tellsLevels: tellsLevels, channelNumber: number) {
        try open(choice.sparing(agent: agent), number == nil)
      }
    }
    if let choice { return [plan(choice, nil)] }
    let heard = (1...(try AudioFile(path: path).channels)).filter { $0 != agent }
    // The agent alone is refused when it is opened.
    return (heard.isEmpty ? [1] : heard).map { plan(.index($0), $0) }
  }
}

extension Pace: ExpressibleByArgument {}
