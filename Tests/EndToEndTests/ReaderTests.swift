import Foundation
import ProcessProbe
import TestSupport
import Testing

/// Readers that stall, go, or have no room.
@Suite struct ReaderTests {
  /// Six hundred estimates while nobody reads: the audio goes on, the oldest are dropped and counted, and the gap among them is there.
  @Test func aReaderThatStallsStopsNothingButItself() throws {
    let microphone = try PluginMicrophone(
      sound: DemoSound().mono16kHz, speed: 20, settings: #"faults "overrun@200000:4800""#)
    let running = try microphone.start(["--every", "0.1"])
    _ = running.nextLine()
    // 42 s of sound pass in two, then silence: 100 s make a thousand estimates.
    let deadline = Date().addingTimeInterval(60)
    while microphone.truth.delivered < 1_600_000, Date() < deadline { usleep(50_000) }
    #expect(microphone.truth.delivered >= 1_600_000)
    #expect(try #require(running.residentKilobytes()) < 60_000)
    let waker = Thread {
      usleep(500_000)
      kill(running.process.processIdentifier, SIGTERM)
    }
    waker.start()
    let outcome = try running.finish()
    let events = try EventReading.all(running.lines + outcome.lines)
    var expected = 0
    for event in events {
      #expect(event.sequence == expected + event.dropped)
      expected = event.sequence + 1
    }
    #expect(events.reduce(0) { $0 + $1.dropped } > 300)
    #expect(events.count { $0.type == "gap" } == 1)
    #expect(outcome.lines.last?.contains(#""type":"stop""#) == true)
  }

  /// A file that may not grow stands for a full disk: half a line, nothing, and then its rest.
  @Test func aFullDiskNeverLeavesHalfALineBeforeAWholeOne() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("events.jsonl")
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, speed: 10)
    let running = try microphone.start(["--every", "0.1"], output: file)
    let process = running.process.processIdentifier
    func size() -> Int { (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0 }
    let deadline = Date().addingTimeInterval(30)
    while size() < 5000, Date() < deadline { usleep(10_000) }
    // In the middle of a line.
    #expect(process_probe_limit_files(process, Int64(size() + 1000)))
    while microphone.truth.delivered < 800_000, Date() < deadline { usleep(20_000) }
    #expect(process_probe_limit_files(process, -1))
    usleep(1_200_000)
    kill(process, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("standard output: File too large; events are kept and tried again"))
    let schema = try EventSchema()
    let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map(String.init)
    for line in lines { #expect(schema.problem(line) == nil) }
    var expected = 0
    for event in try EventReading.all(lines) {
      #expect(event.sequence == expected + event.dropped)
      expected = event.sequence + 1
    }
    #expect(lines.last?.contains(#""type":"stop""#) == true)
  }

  /// Away for seconds: no busy loop, and back within a second of its return.
  @Test func aLostMicrophoneCostsNothingAndIsBackWithinASecond() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, settings: #"faults "removal@8000:4000""#)
    let running = try microphone.start()
    while let line = running.nextLine(), !line.contains(#""state":"lost""#) {}
    usleep(200_000)
    let before = try #require(running.processorSeconds())
    usleep(3_000_000)
    // 2 % of a core, in a debug build.
    #expect(try #require(running.processorSeconds()) - before < 0.06)
    while let line = running.nextLine(), !line.contains(#""state":"restored""#) {}
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    let gap = try #require((running.lines + outcome.lines).first { $0.contains(#""type":"gap""#) })
    let text = try #require(gap.range(of: #""lost_ms":"#)).upperBound
    let lost = try #require(Double(gap[text...].prefix { $0 != "," }))
    #expect(lost > 4000 - 100 && lost < 5000)
  }
}
