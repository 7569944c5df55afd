import ArgumentParser
import Capture

/// What is listened to: options of `listen` and `watch`.
struct InputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("ALSA capture device (default: default).", valueName: "name"))
  var device: [String] = []

  @Flag(help: "Wait for a microphone that is missing, instead of ending with exit code 69.")
  var wait = false

  @Option(help: ArgumentHelp("An audio file instead of a microphone, or - for standard input.", valueName: "file"))
  var input: [String] = []

  /// What was written without an option: taken, so that the answer can be better than "unexpected".
  @Argument(help: .hidden)
  var misplaced: [String] = []

  func validate() throws {
    guard let name = misplaced.first else { return }
    throw ValidationError("\(name) stands alone; a recording is named with --input \(name), a microphone with --device \(name)")
  }

  /// As they are given to `listen`.
  var arguments: [String] {
    device.map { "--device=\($0)" } + (wait ? ["--wait"] : []) + input.map { "--input=\($0)" }
  }
}

/// What raw samples on standard input are: options of `listen` and `watch`.
struct RawOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Rate of raw samples on standard input.", valueName: "hertz"))
  var rate = 16_000

  @Option(help: ArgumentHelp("Channels of raw samples on standard input.", valueName: "count"))
  var channels = 1

  @Option(
    help: ArgumentHelp(
      "Format of raw samples on standard input: S16_LE, S24_LE, S24_3LE, S32_LE, FLOAT_LE, S16_BE, U8 and the like.", valueName: "format"))
  var format = SampleFormat.s16LE.rawValue

  /// As they are given to `listen`.
  var arguments: [String] { ["--rate", "\(rate)", "--channels", "\(channels)", "--format", format] }

  /// - Throws: `Failure` (64) for a format that is not known.
  func rawFormat() throws -> RawFormat {
    guard let sampleFormat = SampleFormat(rawValue: format) else {
      let known = SampleFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure("--format \(format): known are \(known)", exitCode: 64)
    }
    return RawFormat(rateHz: rate, channels: channels, format: sampleFormat)
  }
}
