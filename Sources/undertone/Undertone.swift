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
        undertone check                      is everything in place?
        undertone watch                      what it hears, in this terminal
        undertone listen                     the same, as events
        undertone listen --input talk.flac   what is in a recording, as events
        undertone score *.flac               one line for each recording

      Events go to standard output, diagnostics to standard error. No audio is stored or sent.
      How a voice sounds is not what a person feels. In the EU, inferring emotions at work or in education is banned but for medical \
      or safety reasons (AI Act, Art. 5(1)(f)).
      Exit codes follow sysexits: 64 usage, 65 damaged input, 66 no input, 69 no device, 70 damaged weights, 73 --output cannot be \
      written, 74 I/O, 78 configuration, model or purpose.
      """,
    version: version,
    subcommands: [Listen.self, Watch.self, ScoreFiles.self, Devices.self, ShowModel.self, Check.self])

  /// As `main()` of ArgumentParser, but usage errors exit as sysexits says, and ours as they say.
  static func main() {
    do {
      if let refusal = Processor.refusal { throw Failure(refusal, exitCode: 78) }
      if let mistyped = MistypedCommand(Array(CommandLine.arguments.dropFirst()), of: Self.self) { throw mistyped.failure }
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
