import Foundation
import Testing

/// `undertone watch` on a pseudo terminal, and without one.
@Suite struct WatchCommandTests {
  private static let golden = Program.root + "/Tests/EndToEndTests/Golden/demo-events.jsonl"

  private func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> TerminalRun {
    try TerminalRun(["watch", "--input", Program.demo] + arguments, environment: environment)
  }

  /// The screen was left, and nothing came after it.
  private func expectGivenBack(_ run: TerminalRun) {
    #expect(run.output.hasSuffix(TerminalRun.leaving))
    #expect(!run.isRaw)
  }

  @Test func qGivesTheTerminalBack() throws {
    let run = try start()
    #expect(!run.isRaw)
    #expect(run.wait(for: "dBFS"))
    #expect(run.output.contains(TerminalRun.entering) && run.isRaw)
    run.press("q")
    let end = try #require(run.finish())
    #expect(end.code == 0 && end.error.isEmpty)
    expectGivenBack(run)
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP]) func aSignalGivesTheTerminalBack(number: Int32) throws {
    let run = try start()
    #expect(run.wait(for: "dBFS"))
    let child = try #require(run.children.first)
    run.signal(number)
    #expect(try #require(run.finish()).code == 0)
    expectGivenBack(run)
    // It does not listen on.
    #expect(kill(child, 0) != 0)
  }

  @Test func aCrashGivesTheTerminalBack() throws {
    let run = try start()
    #expect(run.wait(for: "dBFS"))
    run.signal(SIGSEGV)
    #expect(try #require(run.finish()).code == 128 + SIGSEGV)
    expectGivenBack(run)
  }

  @Test func aListeningProcessThatFailsIsToldAfterwards() throws {
    let run = try start()
    #expect(run.wait(for: "dBFS"))
    kill(try #require(run.children.first), SIGKILL)
    #expect(try #require(run.finish()).code == 128 + SIGKILL)
    expectGivenBack(run)
  }

  @Test func whatFailsAtOnceNeverTakesTheScreen() throws {
    let run = try TerminalRun(["watch", "--device", "nonesuch"])
    let end = try #require(run.finish())
    #expect(end.code == 69)
    #expect(end.error.contains("cannot capture from nonesuch") && end.error.split(separator: "\n").count == 1)
    #expect(run.output.isEmpty)
  }

  @Test func anotherSizeIsDrawnAtOnce() throws {
    let run = try start()
    #expect(run.wait(for: "dBFS"))
    #expect(!run.output.contains("\u{1B}[40;"))
    run.forget()
    #expect(run.resize(columns: 120, rows: 40))
    // The last row of the larger screen.
    #expect(run.wait(for: "\u{1B}[40;2H"))
    #expect(run.resize(columns: 30, rows: 10))
    #expect(run.wait(for: "30×10: too small"))
    run.press("q")
    #expect(try #require(run.finish()).code == 0)
  }

  @Test func aSavedStreamIsShownToItsEnd() throws {
    let run = try TerminalRun(["watch", "--speed", "max"], input: Self.golden)
    #expect(run.wait(for: "ENDED"))
    #expect(run.wait(for: "end of input"))
    run.press("q")
    #expect(try #require(run.finish()).code == 0)
    #expect(run.output.contains("not in these events"))
    expectGivenBack(run)
  }

  /// At its own speed: two seconds of it take two seconds; space stops it.
  @Test func aSavedStreamIsPlayedAsItWas() throws {
    let began = Date()
    let run = try TerminalRun(["watch"], input: Self.golden)
    #expect(run.wait(for: "0:02.2"))
    #expect(Date().timeIntervalSince(began) > 2)
    run.press(" ")
    #expect(run.wait(for: "PAUSED"))
    run.forget()
    #expect(!run.wait(for: "0:0", seconds: 1.5))
    run.press(" ")
    #expect(run.wait(for: "0:0"))
    run.press("q")
    #expect(try #require(run.finish()).code == 0)
  }

  @Test func withoutColoursThereAreNone() throws {
    let run = try start(environment: ["NO_COLOR": "1"])
    #expect(run.wait(for: "dBFS"))
    run.press("q")
    _ = run.finish()
    #expect(run.output.contains("\u{1B}[0;1;7m"))
    #expect(try Regex("\u{1B}\\[[0-9;]*(38|3[0-7]|9[0-7])[0-9;]*m").firstMatch(in: run.output) == nil)
  }

  @Test func aDumbTerminalGetsLines() throws {
    let run = try start(["--pace", "max"], environment: ["TERM": "dumb"])
    #expect(try #require(run.finish()).code == 0)
    #expect(run.output.contains("settled: angry") && !run.output.contains("\u{1B}"))
  }

  @Test func aPipeGetsLines() throws {
    let events = try Data(contentsOf: URL(filePath: Self.golden))
    let outcome = try Program.run(["watch"], input: events)
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    #expect(outcome.lines.first?.contains("listening to Config/demo.flac, research") == true)
    #expect(outcome.lines.contains { $0.hasSuffix("settled: neutral") })
    #expect(outcome.lines.last?.hasSuffix("stopped: end of input") == true)
  }

  @Test func whatHoldsNoEventIsRefused() throws {
    let empty = try Program.run(["watch"])
    #expect(empty.code == 66 && empty.error.contains("ended without an event"))
    let sound = try Program.run(["watch"], input: try Data(contentsOf: URL(filePath: Program.demo)))
    #expect(sound.code == 65 && sound.error.contains("--input"))
    #expect(try Program.run(["watch", "--speed", "0"]).code == 64)
    #expect(try Program.run(["watch", "--speed", "2", "--input", Program.demo]).code == 64)
    #expect(try Program.run(["watch", "--input", "/nonexistent.wav"]).code == 66)
  }
}
