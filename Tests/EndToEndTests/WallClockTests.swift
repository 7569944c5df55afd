import Foundation
import Testing

/// Only `time` is of the wall clock; whatever that does, nothing else jumps.
@Suite struct WallClockTests {
  @Test func aWallClockThatJumpsMovesNothingElse() throws {
    let library = Program.folder + "/libSteppedClock.so"
    let running = try Program.Running(
      ["listen", "--input", Program.demo, "--pace", "real", "--every", "0.1"], environment: ["LD_PRELOAD": library])
    var estimates: [[String: Any]] = []
    while estimates.count < 40, let line = running.nextLine() {
      let event = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      if event["type"] as? String == "estimate" { estimates.append(event) }
    }
    kill(running.process.processIdentifier, SIGTERM)
    _ = try running.finish()
    let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let times = try estimates.map { try format.parse(#require($0["time"] as? String)).timeIntervalSince1970 }
    let steps = zip(times.dropFirst(), times).map { $0 - $1 }
    // The clock did jump, forwards and back.
    #expect(steps.contains { $0 > 3000 } && steps.contains { $0 < -3000 })
    for (later, earlier) in zip(estimates.dropFirst(), estimates) {
      let stream = try #require(later["stream_s"] as? Double) - #require(earlier["stream_s"] as? Double)
      let clock = Double(try #require(later["monotonic_ns"] as? Int) - #require(earlier["monotonic_ns"] as? Int)) / 1e9
      #expect(stream > 0.02 && stream < 0.13)
      // A file is played by the clock: late by what a busy machine is, never by an hour.
      #expect(clock > 0 && clock < 2)
      let latency = try #require(later["latency_ms"] as? Double)
      #expect(latency >= 0 && latency < 2000)
    }
  }
}
