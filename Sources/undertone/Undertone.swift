import ArgumentParser
import Network

/// The installed program: listens, scores, and says what it can hear with.
@main
struct Undertone: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "undertone",
    abstract: "Hears how a voice sounds: emotion from speech, live, as JSON lines.",
    discussion: """
      Begin with `undertone check`, then `undertone watch`; `man undertone` has the rest.
      Events go to standard output, diagnostics to standard error. No audio is stored or sent.
      Exit codes follow sysexits: 64 usage, 65 damaged input, 66 no input, 69 no device, 74 I/O, 78 configuration.
      """,
    version: version,
    subcommands: [Listen.self, Watch.self, ScoreFiles.self, Devices.self, ShowModel.self, Check.self])

  /// As `main()` of ArgumentParser, but usage errors exit as sysexits says, and ours as they say.
  static func main() {
    do {
      if let refusal = Processor.refusal { throw Failure(refusal, exitCode: 78) }
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Diagnostics.error(failure.message)
      exit(withCode: failure.exitCode)
    } catch {
      exit(withError: error)
    }
  }
}
