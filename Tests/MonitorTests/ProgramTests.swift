import Foundation
import Testing

/// The built program, run as a user would.
@Suite(.timeLimit(.minutes(1))) struct ProgramTests {
  private struct Outcome {
    var output: String
    var error: String
    var code: Int32
  }

  /// Runs to the end; `input` is its whole standard input, and small enough for a pipe.
  private func run(_ arguments: [String], input: String = "", interruptAt word: String? = nil) throws -> Outcome {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let process = Process()
    let (source, output, error) = (Pipe(), Pipe(), Pipe())
    process.executableURL = URL(filePath: (program as NSString).deletingLastPathComponent + "/undertone-monitor")
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }
    (process.standardInput, process.standardOutput, process.standardError) = (source, output, error)
    try process.run()
    try source.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try source.fileHandleForWriting.close()
    var errors = Data()
    while true {
      let more = error.fileHandleForReading.availableData
      if more.isEmpty { break }
      errors.append(more)
      if let word, String(decoding: errors, as: UTF8.self).contains(word) { process.terminate() }
    }
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: printed, as: UTF8.self), error: String(decoding: errors, as: UTF8.self), code: process.terminationStatus)
  }

  @Test func helpIsAsItWas() throws {
    let golden = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/help-monitor.txt")
    #expect(try run(["--help"]).output == (try String(contentsOf: golden, encoding: .utf8)))
  }

  @Test func echoesWhatItReads() throws {
    let lines = [Lines.start(), Lines.estimate(1), "no event", "nor this", Lines.gap(2, lost: 1)].joined(separator: "\n") + "\n"
    let outcome = try run(["--port", "0", "--echo", "--exit-with-input"], input: lines)
    #expect(outcome.code == 0)
    #expect(outcome.output == lines)
    // The address, and one line for both that are no events.
    #expect(outcome.error.split(separator: "\n").count == 2)
    #expect(outcome.error.contains("is no event of undertone's, and is only counted, as further ones are: no event"))
  }

  @Test func staysWhenTheEventsEndAndGoesAtSIGTERM() throws {
    let outcome = try run(["--port", "0"], input: Lines.start() + "\n", interruptAt: "http://127.0.0.1:")
    #expect(outcome.code == 0)
  }

  @Test func beyondLoopbackATokenIsMade() throws {
    let outcome = try run(["--bind", "0.0.0.0", "--port", "0", "--exit-with-input"])
    #expect(outcome.error.contains(#/http://localhost:[0-9]+/\?token=[0-9a-f]{32}\n/#))
  }

  private static let refused: [(arguments: String, code: Int32)] = [
    ("--bind board.lan", 64), ("--token short", 64), ("--token with/a/slash/and/long", 64), ("--speed 0", 64), ("--speed 2", 64),
    ("--history 0", 64), ("--replay x --echo", 64), ("--replay /nothing/here.jsonl", 66), ("--bind 203.0.113.7 --port 0", 69),
  ]

  @Test(arguments: refused) func whatCannotBeIsRefused(arguments: String, code: Int32) throws {
    let outcome = try run(arguments.split(separator: " ").map(String.init))
    #expect(outcome.code == code)
    #expect(!outcome.error.isEmpty && outcome.output.isEmpty)
  }
}
