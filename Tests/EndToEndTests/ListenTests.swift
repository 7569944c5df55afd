import Foundation
import Testing

@Suite struct ListenTests {
  @Test(arguments: [[], ["--levels"]]) func everyLineIsValidAndNumberedWithoutHoles(more: [String]) throws {
    let schema = try EventSchema()
    let outcome = try Program.run(["listen", "--input", Program.demo, "--every", "0.1"] + more)
    #expect(outcome.code == 0)
    #expect(outcome.error.isEmpty)
    for line in outcome.lines {
      #expect(schema.problem(line) == nil)
      #expect(line.utf8.count < 4096)
    }
    let events = try EventReading.all(outcome.lines)
    #expect(events.map(\.sequence) == Array(0..<events.count))
    #expect(events.first?.type == "start")
    #expect(events.last?.type == "stop")
    #expect(events.contains { $0.type == "change" })
    // Of 41.9 seconds, ten each.
    #expect(events.count { $0.type == "level" } == (more.isEmpty ? 0 : 418))
  }

  @Test(arguments: [
    (#""speech":"#, #""spech":"#), (#""reason":null"#, #""reason":"asleep""#), (#""seq":1"#, #""seq":-1"#),
    (#","valid_ms":1000"#, ""), (#"Z","monotonic"#, #"","monotonic"#),
  ])
  func schemaRefuses(_ change: (from: String, to: String)) throws {
    let schema = try EventSchema()
    let outcome = try Program.run(["listen", "--input", Program.demo])
    let line = try #require(outcome.lines.first { $0.contains(#""type":"estimate""#) && $0.contains(change.from) })
    #expect(schema.problem(line) == nil)
    #expect(schema.problem(line.replacingOccurrences(of: change.from, with: change.to)) != nil)
  }

  @Test func estimatesComeOnTimeAndTheFirstWarmsUp() throws {
    let estimates = try EventReading.estimates(Program.run(["listen", "--input", Program.demo]).lines)
    #expect(estimates[0].streamSeconds == 0.055)
    #expect(estimates[0].reason == "warming-up")
    // The state after the last whole step (first 0.055 s, then every 0.04 s) that ends by k · 0.5.
    for (index, estimate) in estimates.dropFirst().dropLast().enumerated() {
      let due = Double(index + 1) * 0.5
      #expect(estimate.streamSeconds <= due && estimate.streamSeconds > due - 0.04)
    }
  }

  @Test func oddBlocksAndAnotherRateGiveTheSameLabels() throws {
    let expected = try EventReading.estimates(Program.run(["score", "--events", Program.demo]).lines)
    let sound = try DemoSound()
    let wide = try sound.stereo48kHz()
    let raw = ["listen", "--input", "-", "--rate", "48000", "--channels", "2", "--format", "S32_LE"]
    let fromWide = try EventReading.estimates(Program.run(raw, input: wide, chunks: [1, 7, 4093, 8, 65521]).lines)
    #expect(fromWide.count == expected.count)
    let same = zip(fromWide, expected).count { $0.emotion == $1.emotion && $0.reason == $1.reason }
    // At a boundary between two labels a difference of 1e-3 decides; none is expected on this recording.
    #expect(same == expected.count)
    let narrow = ["listen", "--input", "-"]
    let fromNarrow = try EventReading.estimates(
      Program.run(narrow, input: sound.mono16kHz, chunks: [3, 1, 641, 20_011]).lines)
    #expect(fromNarrow.count == expected.count)
    for (one, other) in zip(fromNarrow, expected) { #expect(one.distance(to: other) <= 1e-4) }
  }

  @Test(arguments: [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")])
  func signalsEndItWithAStop(_ signal: (number: Int32, name: String)) throws {
    let running = try Program.Running(["listen", "--input", Program.demo, "--pace", "real"])
    while let line = running.nextLine(), !line.contains(#""type":"estimate""#) {}
    let began = Date()
    kill(running.process.processIdentifier, signal.number)
    let outcome = try running.finish()
    #expect(outcome.code == 0)
    #expect(try #require(outcome.lines.last).contains(#""type":"stop""#))
    #expect(try #require(outcome.lines.last).contains(#""reason":"\#(signal.name)""#))
    #expect(Date().timeIntervalSince(began) < 1)
  }

  @Test func readerThatGoesEndsItCleanly() throws {
    let running = try Program.Running(["listen", "--input", Program.demo, "--pace", "real"])
    _ = running.nextLine()
    try running.output.fileHandleForReading.close()
    running.process.waitUntilExit()
    #expect(running.process.terminationStatus == 0)
  }
}
