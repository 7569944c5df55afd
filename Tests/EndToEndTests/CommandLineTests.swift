import Foundation
import Network
import Testing

@Suite struct CommandLineTests {
  @Test(arguments: ["undertone", "listen", "watch", "score", "devices", "model", "check"])
  func helpIsAsCommitted(_ command: String) throws {
    let arguments = command == "undertone" ? ["--help"] : [command, "--help"]
    let outcome = try Program.run(arguments, environment: ["COLUMNS": "80"])
    #expect(outcome.code == 0)
    let golden = Program.root + "/Tests/EndToEndTests/Golden/help-\(command).txt"
    #expect(outcome.lines.joined(separator: "\n") + "\n" == (try String(contentsOfFile: golden, encoding: .utf8)))
  }

  @Test func eventsOfTheDemonstrationAreAsCommitted() throws {
    let golden = Program.root + "/Tests/EndToEndTests/Golden/demo-events.jsonl"
    let expected = try String(contentsOfFile: golden, encoding: .utf8).split(separator: "\n").map(String.init)
    let printed = try Program.run(["listen", "--precision", "float", "--input", Program.demo]).lines
    // Processors with and without fused multiply-add differ in the last digits.
    try expectSame(printed, expected, within: 2e-3)
  }

  private func expectSame(_ printed: [String], _ expected: [String], within most: Double) throws {
    #expect(printed.count == expected.count)
    for (line, golden) in zip(printed, expected) {
      let (one, other) = (try Timeless(line), try Timeless(golden))
      #expect(one.words == other.words)
      for (a, b) in zip(one.numbers, other.numbers) { #expect(abs(a - b) <= most) }
    }
  }

  /// What a board's processor says, and what a server's: of float, the same; of int8, nearly.
  @Test(arguments: Processor.levels) func everyLevelScoresTheSame(level: String) throws {
    let clip = Program.root + "/Tests/Fixtures/cremad-16k.wav"
    let score = { (level: String, precision: String) in
      try Program.run(["score", "--precision", precision, clip], environment: ["UNDERTONE_CPU": level]).lines
    }
    let float = try score("baseline", "float")
    try expectSame(try score(level, "float"), float, within: 1e-4)
    try expectSame(try score(level, "int8"), float, within: 0.03)
  }

  @Test func aLevelThatIsNotThereIsRefused() throws {
    let outcome = try Program.run(["score", Program.demo], environment: ["UNDERTONE_CPU": "abacus"])
    #expect(outcome.code == 78)
    #expect(outcome.lines.isEmpty)
    #expect(outcome.error.contains("UNDERTONE_CPU=abacus: this processor has baseline"))
    #expect(outcome.error.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["listen", "watch"]) func aRecordingWithoutItsOptionIsToldTheOption(command: String) throws {
    let outcome = try Program.run([command, "talk.flac"])
    #expect(outcome.code == 64 && outcome.lines.isEmpty && outcome.error.contains("is named with --input talk.flac"))
  }

  @Test(arguments: [
    ("listn", "there is no command listn; did you mean listen?"), ("socre", "did you mean score?"),
    ("talk.flac", "there is no command talk.flac; known are listen, "),
  ])
  func aMistypedCommandIsToldWhatWasMeant(word: String, text: String) throws {
    let outcome = try Program.run([word])
    #expect(outcome.code == 64 && outcome.lines.isEmpty)
    #expect(outcome.error.contains(text) && outcome.error.split(separator: "\n").count == 1)
  }

  @Test func aPrecisionThatIsNotThereIsRefused() throws {
    let outcome = try Program.run(["score", "--precision", "int4", Program.demo])
    #expect(outcome.code == 64)
    #expect(outcome.error.contains("--precision int4: allowed are int8 and float"))
  }

  @Test func noMicrophoneSaysWhatThereIsAndExits69() throws {
    let outcome = try Program.run(["listen", "--device", "nonesuch"])
    #expect(outcome.code == 69)
    #expect(outcome.lines.isEmpty)
    for word in ["nonesuch", "snd_pcm_open", "capture devices", "--input"] { #expect(outcome.error.contains(word)) }
    #expect(outcome.error.split(separator: "\n").count == 1)
  }

  @Test func missingFileExits66() throws {
    let outcome = try Program.run(["listen", "--input", "/nonexistent.wav"])
    #expect(outcome.code == 66)
    #expect(outcome.error.contains("/nonexistent.wav"))
    #expect(outcome.lines.isEmpty)
  }

  @Test func scoreAnswersInOrderAndGoesOnAfterABadFile() throws {
    let bad = "/nonexistent.wav"
    let outcome = try Program.run(["score", "--jobs", "2", Program.demo, bad, Program.demo])
    #expect(outcome.code == 66)
    #expect(outcome.lines.count == 3)
    #expect(outcome.lines[0] == outcome.lines[2])
    #expect(outcome.lines[1].contains(#""error":"#) && outcome.lines[1].contains(bad))
    // Longer than fifteen seconds: a timeline and shares as well.
    #expect(outcome.lines[0].contains(#""timeline":[{"from_s":0.000,"#) && outcome.lines[0].contains(#""shares":{"#))
  }

  @Test func scoreReadsNamesFromStandardInput() throws {
    let outcome = try Program.run(["score", "-"], input: Data("\(Program.demo)\n".utf8))
    #expect(outcome.code == 0)
    #expect(outcome.lines.count == 1)
  }

  @Test func silenceIsNoEmotion() throws {
    let path = NSTemporaryDirectory() + "silence-\(UUID().uuidString).wav"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Self.wav(samples: [Int16](repeating: 0, count: 48_000)).write(to: URL(filePath: path))
    let outcome = try Program.run(["score", path])
    #expect(outcome.code == 0)
    #expect(try #require(outcome.lines.first).contains(#""emotion":null,"reason":"silence""#))
  }

  @Test func usageErrorsExit64() throws {
    for arguments in [["listen", "--nonsense"], ["listen", "--every", "0"], ["score"], ["listen", "--input", "-", "--format", "MP3"]] {
      #expect(try Program.run(arguments).code == 64)
    }
  }

  @Test func badConfigurationExits78AndSaysWhere() throws {
    let path = NSTemporaryDirectory() + "undertone-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "every: 0.5\nhold: 90\n".write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try Program.run(["listen", "--config", path, "--input", Program.demo])
    #expect(outcome.code == 78)
    #expect(outcome.error == "undertone: \(path), line 2: hold is \"90\"; allowed: a number from 0.0 to 60.0 s\n")
    #expect(try Program.run(["check", "--no-listen", "--config", Program.root + "/Config/undertone.yaml"]).code == 0)
  }

  @Test func damagedModelExits78() throws {
    let path = NSTemporaryDirectory() + "undertone-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var bytes = try Data(contentsOf: URL(filePath: Program.root + "/Config/models/undertone.safetensors"))
    bytes[bytes.count - 1000] ^= 1
    try bytes.write(to: URL(filePath: path))
    let outcome = try Program.run(["listen", "--model", path, "--input", Program.demo])
    #expect(outcome.code == 78)
    #expect(outcome.error.contains(path) && outcome.error.contains("SHA-256"))
  }

  @Test func modelTellsItsDataAndLicences() throws {
    let outcome = try Program.run(["model", "--json"])
    let fields = try JSONSerialization.jsonObject(with: Data(outcome.lines.joined().utf8)) as? [String: Any]
    #expect((fields?["corpora"] as? [Any])?.count == 4)
    #expect(fields?["labels"] as? [String] == ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"])
  }

  private static func wav(samples: [Int16]) -> Data {
    var data = Data("RIFF".utf8)
    func put(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) } }
    put(UInt32(36 + 2 * samples.count))
    data.append(contentsOf: "WAVEfmt ".utf8)
    put(UInt32(16))
    for value in [UInt16(1), 1] { put(value) }
    for value in [UInt32(16_000), 32_000] { put(value) }
    for value in [UInt16(2), 16] { put(value) }
    data.append(contentsOf: "data".utf8)
    put(UInt32(2 * samples.count))
    for sample in samples { put(sample) }
    return data
  }
}

/// A line of events without what differs from run to run: clocks, latency, and the folder of the file.
private struct Timeless {
  /// Everything between the numbers.
  var words: [String]
  var numbers: [Double]

  init(_ line: String) throws {
    let masked = line.replacing(/"time":"[^"]*"/, with: "").replacing(/"monotonic_ns":\d+/, with: "")
      .replacing(/"latency_ms":-?[\d.]+/, with: "").replacing(/"name":"[^"]*demo.flac"/, with: "")
      .replacing(/"locked":(true|false)/, with: "").replacing(/"sha256":"[^"]*"/, with: "")
    let number = /-?\d+(\.\d+)?/
    numbers = masked.matches(of: number).compactMap { Double(masked[$0.range]) }
    words = masked.split(separator: number).map(String.init)
  }
}
