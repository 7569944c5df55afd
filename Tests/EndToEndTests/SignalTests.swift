import Foundation
import Testing

/// A bad microphone, all the way to the lines.
@Suite struct SignalTests {
  private static let raw = ["listen", "--input", "-"]

  private static func shorts(_ data: Data) -> [Int16] {
    data.withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self)) }
    }
  }

  private static func data(_ samples: [Int16]) -> Data {
    samples.withUnsafeBytes { Data($0) }
  }

  private static func check(_ lines: [String]) throws {
    let schema = try EventSchema()
    for line in lines { #expect(schema.problem(line) == nil) }
    let events = try EventReading.all(lines)
    #expect(events.map(\.sequence) == Array(0..<events.count))
  }

  @Test func clippedSpeechIsToldAndNothingNamedAfterIt() throws {
    let loud = Self.shorts(try DemoSound().mono16kHz).map { Int16(max(-32768, min(32767, Int($0) * 30))) }
    let outcome = try Program.run(Self.raw, input: Self.data(loud))
    try Self.check(outcome.lines)
    let place = try #require(outcome.lines.firstIndex { $0.contains(#""type":"signal""#) })
    #expect(outcome.lines[place].contains(#""state":"clipping","detail":""#) && outcome.lines[place].contains("% of samples at full scale"))
    let later = try EventReading.estimates(Array(outcome.lines[place...]))
    #expect(later.count > 50)
    #expect(later.allSatisfy { $0.reason == "bad-signal" && $0.emotion == nil })
  }

  @Test func aDeadMicrophoneIsToldAndWellAgain() throws {
    let demo = Self.shorts(try DemoSound().mono16kHz)
    let outcome = try Program.run(Self.raw, input: Self.data(demo + [Int16](repeating: 77, count: 8 * 16_000) + demo))
    try Self.check(outcome.lines)
    let signals = outcome.lines.filter { $0.contains(#""type":"signal""#) }
    try #require(signals.count == 2)
    #expect(signals[0].contains(#""state":"dead","detail":"every sample is 0.0023""#))
    #expect(signals[1].contains(#""state":"ok","detail":"well again""#))
    #expect(try EventReading.estimates(outcome.lines).contains { $0.reason == "bad-signal" })
    #expect(try EventReading.estimates(outcome.lines).suffix(60).contains { $0.emotion != nil })
  }

  @Test(arguments: [("1", "swapped-channel", true), ("mix", "dead-channel", false)])
  func aSilentChannelIsTold(channel: String, state: String, isBad: Bool) throws {
    let stereo = Self.shorts(try DemoSound().mono16kHz).flatMap { [Int16(0), $0] }
    let outcome = try Program.run(
      Self.raw + ["--rate", "16000", "--channels", "2", "--format", "S16_LE", "--channel", channel], input: Self.data(stereo))
    try Self.check(outcome.lines)
    let signals = outcome.lines.filter { $0.contains(#""type":"signal""#) }
    try #require(signals.count == 1)
    #expect(signals[0].contains(#""state":"\#(state)""#))
    let estimates = try EventReading.estimates(outcome.lines)
    #expect(estimates.contains { $0.reason == "bad-signal" } == isBad)
    #expect(estimates.contains { $0.emotion != nil } == !isBad)
  }
}
