import ArgumentParser
import Capture
import Watching

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

/// `undertone watch`
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what is heard in this terminal: level, answer, emotions, changes, gaps and alerts.",
    discussion: """
      It listens to the microphone, or to --device and --input, or shows the events on standard input:
        undertone listen --levels | undertone watch
        undertone watch < events.jsonl
      Keys: q quits, space pauses, tab and 1 to 9 choose among several inputs.
      Where the output is no terminal, or TERM is dumb, it prints lines of text. NO_COLOR is heeded.
      """)

  @OptionGroup var shared: SharedOptions

  @OptionGroup var inputs: InputOptions

  @Option(help: ArgumentHelp("How fast a file of --input is played (default: real).", valueName: "real|max"))
  var pace: Pace?

  @OptionGroup var raw: RawOptions

  @Option(
    help: ArgumentHelp(
      "Speed of a saved file of events: so many times as fast as it was, or max for its end (default: 1; max without a terminal).",
      valueName: "number|max"))
  var speed: String?

  func run() throws {
    try Failure.wrapping {
      let environment = ProcessInfo.processInfo.environment
      let hasScreen = LiveView.isPossible(environment: environment)
      let watched = try watched(hasScreen: hasScreen)
      let code = try hasScreen ? LiveView(watched, environment: environment).run() : PlainView(watched).run()
      if code != 0 { throw ExitCode(code) }
    }
  }

  private func watched(hasScreen: Bool) throws -> Watched {
    let isListening = inputs.wait || !inputs.device.isEmpty || !inputs.input.isEmpty
    if !isListening, isatty(STDIN_FILENO) == 0 {
      return .standardInput(speed: try savedSpeed(hasScreen: hasScreen))
    }
    if speed != nil { throw Failure("--speed is for a saved file of events on standard input; --pace plays a recording", exitCode: 64) }
    let arguments =
      ["listen", "--levels"] + shared.arguments + inputs.arguments + ["--pace", (pace ?? .real).rawValue] + raw.arguments
    return .child(
      try ListeningChild(arguments: arguments, readsInput: inputs.input.contains("-"), keepsDiagnostics: hasScreen))
  }

  /// - Returns: nil for as fast as it goes.
  private func savedSpeed(hasScreen: Bool) throws -> Double? {
    guard let speed else { return hasScreen ? 1 : nil }
    if speed == "max" { return nil }
    guard let number = Double(speed), (0.01...1000).contains(number) else {
      throw Failure("--speed \(speed): allowed are 0.01 to 1000, and max", exitCode: 64)
    }
    return number
  }
}
