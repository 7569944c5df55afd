import Foundation
import Testing

/// The whole way through libasound: our own ALSA plugin plays the demonstration into `undertone listen`.
@Suite(.serialized) struct LiveMicrophoneTests {
  @Test(arguments: [1.0, 20.0])
  func estimatesEqualThoseOfTheFile(_ speed: Double) throws {
    let scored = try EventReading.estimates(Program.run(["score", "--events", Program.demo]).lines)
    #expect(Set(scored.compactMap(\.emotion)).count >= 4)
    // At real time a part of the drive is enough: it takes as long as it lasts.
    let wanted = speed == 1 ? Array(scored.prefix(24)) : Array(scored.dropLast())
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, speed: speed)
    let heard = try microphone.listen(untilEstimates: wanted.count)
    #expect(heard.lines.allSatisfy { !$0.contains(#""type":"gap""#) })
    let estimates = try EventReading.estimates(heard.lines)
    #expect(estimates.count >= wanted.count)
    for (one, other) in zip(estimates, wanted) {
      #expect(one.streamSeconds == other.streamSeconds)
      #expect(one.emotion == other.emotion && one.reason == other.reason)
      #expect(one.distance(to: other) <= 1e-4)
    }
    let schema = try EventSchema()
    for line in heard.lines { #expect(schema.problem(line) == nil) }
    #expect(heard.code == 0)
  }

  /// 48 kHz, stereo, 32 bits, in short reads of an odd length.
  @Test func anotherFormatInOddBlocksGivesTheSameLabels() throws {
    let scored = try EventReading.estimates(Program.run(["score", "--events", Program.demo]).lines)
    let microphone = try PluginMicrophone(
      sound: DemoSound().stereo48kHz(), format: "S32_LE", rateHz: 48_000, channels: 2, speed: 10,
      settings: #"faults "short@0:331""#)
    let heard = try microphone.listen(untilEstimates: scored.count - 1)
    #expect(heard.lines.allSatisfy { !$0.contains(#""type":"gap""#) })
    #expect(try #require(heard.lines.first).contains(#""rate_hz":48000,"channels":2,"format":"S32_LE""#))
    for (one, other) in zip(try EventReading.estimates(heard.lines), scored.dropLast()) {
      #expect(one.emotion == other.emotion && one.reason == other.reason)
    }
  }

  @Test func overrunIsAGapAndTheStreamGoesOn() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, speed: 4, settings: PluginMicrophone.overrunAtTwoSeconds)
    let heard = try microphone.listen(untilEstimates: 10)
    let gaps = heard.lines.filter { $0.contains(#""type":"gap""#) }
    #expect(gaps.count == 1)
    #expect(try #require(gaps.first).contains(#""cause":"overrun""#))
    let events = try EventReading.all(heard.lines)
    #expect(events.map(\.sequence) == Array(0..<events.count))
  }

  /// What is locked counts with all its addresses: a heap of its own for each thread (64 MB each) would be more than the unit's LimitMEMLOCK.
  @Test func noThreadReservesAHeapOfItsOwn() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz)
    let running = try microphone.start(["--every", "0.1"])
    for _ in 0..<10 { #expect(running.nextLine() != nil) }
    let maps = try String(contentsOfFile: "/proc/\(running.process.processIdentifier)/maps", encoding: .utf8)
    kill(running.process.processIdentifier, SIGTERM)
    _ = try running.finish()
    let reserved = maps.split(separator: "\n").filter { $0.contains(" ---p ") }.compactMap { line -> Int? in
      let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0, radix: 16) }
      return ends.count == 2 ? ends[1] - ends[0] : nil
    }
    #expect(!reserved.isEmpty)
    #expect(reserved.allSatisfy { $0 < 32 << 20 })
  }
}
