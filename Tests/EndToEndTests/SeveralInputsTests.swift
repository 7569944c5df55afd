import Foundation
import TestSupport
import Testing

/// `listen` with several inputs, and `--channel each`.
@Suite struct SeveralInputsTests {
  private static let schema = try? EventSchema()

  /// A line without what may differ when the same sound is heard beside others: its number, its clocks, its name, the load.
  private static func bare(_ line: String) -> String {
    line.replacing(/"seq":\d+,/, with: "").replacing(/"time":"[^"]*"/, with: "").replacing(/"monotonic_ns":\d+/, with: "")
      .replacing(/"latency_ms":-?[\d.]+/, with: "").replacing(/,"source":"[^"]*"/, with: "").replacing(/"name":"\/[^"]*"/, with: "")
      .replacing(/,"channel":\d/, with: "").replacing(/"channel":"\d"/, with: #""channel":"mix""#)
      .replacing(/"locked":(true|false)/, with: "").replacing(/"dropped_events":\d+/, with: "").replacing(/"channels":\d/, with: "")
  }

  private static func isNumbered(_ lines: [String]) throws -> Bool {
    var expected = 0
    for event in try EventReading.all(lines) {
      guard event.sequence == expected + event.dropped else { return false }
      expected = event.sequence + 1
    }
    return true
  }

  private static func of(_ source: String, _ lines: [String]) -> [String] { lines.filter { $0.contains(#""source":"\#(source)""#) } }

  /// The demonstration, its middle, and a clip at another rate: each as if it were alone, to the last digit.
  @Test func eachFileIsHeardAsIfItWereAlone() throws {
    let folder = try TemporaryFolder()
    let samples = try DemoSound().part(from: 5 * 16_000, count: 20 * 16_000)
    let middle = try folder.write(samples, rateHz: 16_000, to: "middle.wav")
    let files = [Program.demo, middle, Program.root + "/Tests/Fixtures/cremad-48k.wav"]
    let together = try Program.run(["listen"] + files.flatMap { ["--input", $0] })
    #expect(together.code == 0 && together.error.isEmpty)
    #expect(try Self.isNumbered(together.lines))
    for line in together.lines { #expect(Self.schema?.problem(line) == nil) }
    for file in files {
      let alone = try Program.run(["listen", "--input", file]).lines
      #expect(alone.allSatisfy { !$0.contains(#""source""#) })
      let heard = Self.of(file, together.lines)
      #expect(heard.count == alone.count && heard.count > 4)
      let isSame = heard.map(Self.bare) == alone.map(Self.bare)
      #expect(isSame)
    }
    #expect(files.reduce(0) { $0 + Self.of($1, together.lines).count } == together.lines.count)
  }

  /// One file is damaged on the way: it has its stop, the other goes on to its end, and the exit code says it.
  @Test func aDamagedFileLeavesTheOthersAlone() throws {
    let folder = try TemporaryFolder()
    let whole = try Data(contentsOf: URL(filePath: Program.demo))
    let damaged = folder.path("damaged.flac")
    try whole.prefix(whole.count / 8).write(to: URL(filePath: damaged))
    let outcome = try Program.run(["listen", "--input", damaged, "--input", Program.demo])
    #expect(outcome.code == 65 && outcome.error.contains(damaged))
    #expect(Self.of(damaged, outcome.lines).last?.contains(#""type":"stop""#) == true)
    #expect(Self.of(damaged, outcome.lines).last?.contains(#""reason":"input error""#) == true)
    let other = Self.of(Program.demo, outcome.lines)
    #expect(other.last?.contains(#""reason":"end of input","steps":1046"#) == true)
    #expect(try Self.isNumbered(outcome.lines))
  }

  @Test func aFileThatIsMissingEndsItBeforeItBegins() throws {
    let outcome = try Program.run(["listen", "--input", Program.demo, "--input", "/nonexistent.wav"])
    #expect(outcome.code == 66 && outcome.lines.isEmpty && outcome.error.contains("/nonexistent.wav"))
  }

  @Test func whatCannotBeTogetherIsRefused() throws {
    for arguments in [
      ["--input", "a", "--input", "a"], ["--device", "a", "--device", "a"], ["--device", "a", "--input", "b"], ["--wait", "--input", "a"],
      ["--device", "a", "--channel", "each"], ["--input", "-", "--channel", "each"],
    ] {
      let outcome = try Program.run(["listen"] + arguments)
      #expect(outcome.code == 64 && outcome.lines.isEmpty, "\(arguments)")
    }
  }

  /// Three microphones: one is pulled and comes back, one appears late; the third hears what it hears alone.
  @Test func aLostMicrophoneLeavesTheOthersAlone() throws {
    let sound = try DemoSound().mono16kHz
    let good = try PluginMicrophone(sound: sound, speed: 4, name: "good")
    let pulled = try PluginMicrophone(sound: sound, speed: 4, settings: #"faults "removal@32000:3000""#, name: "pulled")
    let late = try PluginMicrophone(sound: sound, speed: 4, name: "late")
    let away = late.configuration + ".away"
    try FileManager.default.moveItem(atPath: late.configuration, toPath: away)
    try "".write(toFile: late.configuration, atomically: true, encoding: .utf8)
    let paths = [good, pulled, late].map(\.configuration).joined(separator: ":")
    let running = try Program.Running(
      ["listen", "--wait"] + ["good", "pulled", "late"].flatMap { ["--device", $0] },
      environment: ["ALSA_CONFIG_PATH": paths, "UNDERTONE_HEALTH": "1"])
    var lines: [String] = []
    func read(until found: (String) -> Bool) {
      while let line = running.nextLine() {
        lines.append(line)
        if found(line) { return }
      }
    }
    read { $0.contains(#""state":"lost""#) && $0.contains("pulled") }
    try FileManager.default.removeItem(atPath: late.configuration)
    try FileManager.default.moveItem(atPath: away, toPath: late.configuration)
    read { $0.contains(#""type":"start""#) && $0.contains(#""source":"late""#) }
    read { $0.contains(#""state":"restored""#) && $0.contains("pulled") }
    read { $0.contains(#""type":"health""#) && $0.contains("late") }
    kill(running.process.processIdentifier, SIGUSR1)
    for name in ["good", "pulled", "late"] { read { $0.contains(#""type":"health""#) && $0.contains(name) } }
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    lines += outcome.lines
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("the microphone pulled is lost: snd_pcm_readi: No such device (-19)"))
    #expect(try Self.isNumbered(lines))
    for line in lines { #expect(Self.schema?.problem(line) == nil) }
    let others = Self.of("good", lines)
    #expect(others.first?.contains(#""type":"start""#) == true)
    #expect(others.allSatisfy { !$0.contains(#""type":"gap""#) && !$0.contains(#""type":"device""#) })
    let estimates = try EventReading.estimates(others)
    let alone = try EventReading.estimates(Program.run(["listen", "--input", Program.demo]).lines)
    #expect(estimates.count >= 3)
    for (one, other) in zip(estimates.dropLast(), alone) {
      #expect(one.streamSeconds == other.streamSeconds && one.emotion == other.emotion && one.reason == other.reason)
    }
    #expect(Self.of("late", lines).first?.contains(#""state":"lost","error":"snd_pcm_open: "#) == true)
    for name in ["good", "pulled", "late"] {
      #expect(Self.of(name, lines).last?.contains(#""type":"stop""#) == true && Self.of(name, lines).last?.contains("SIGTERM") == true)
    }
  }

  /// Every channel by itself is what `--channel N` hears.
  @Test func eachChannelIsAStreamOfItsOwn() throws {
    let folder = try TemporaryFolder()
    let (left, right) = (try DemoSound().part(from: 0, count: 160_000), try DemoSound().part(from: 300_000, count: 160_000))
    let path = folder.path("two.wav")
    try SoundFile.write(zip(left, right).flatMap { [$0, $1] }, to: path, format: SoundFile.wav16, channels: 2)
    let each = try Program.run(["listen", "--input", path, "--channel", "each"])
    let scores = try Program.run(["score", path, Program.demo, "--channel", "each"])
    #expect(each.code == 0 && scores.code == 0 && scores.lines.count == 3)
    #expect(scores.lines[2].contains(#""channel":1,"#))
    for channel in 1...2 {
      let alone = try Program.run(["listen", "--input", path, "--channel", "\(channel)"]).lines
      let heard = each.lines.filter { $0.contains(#","channel":\#(channel)}"#) }
      let isSame = heard.map(Self.bare) == alone.map(Self.bare)
      #expect(isSame)
      let score = try #require(try Program.run(["score", path, "--channel", "\(channel)"]).lines.first)
      #expect(scores.lines[channel - 1] == score.replacing(path + "\",", with: path + "\",\"channel\":\(channel),"))
    }
    for line in each.lines { #expect(Self.schema?.problem(line) == nil) }
    #expect(try Self.isNumbered(each.lines))
  }

  /// More files than one thread takes at a time, in any number of threads: the same lines in the same order.
  @Test func scoresAreTheSameWhateverTheJobs() throws {
    let folder = try TemporaryFolder()
    var files: [String] = []
    for index in 0..<24 {
      let samples = try DemoSound().part(from: index * 8000, count: 8000 + 1777 * index)
      files.append(try folder.write(samples, rateHz: index % 3 == 0 ? 22_050 : 16_000, to: "\(index).wav"))
    }
    files.insert("/nonexistent.wav", at: 7)
    let alone = try Program.run(["score", "-"], input: Data(files.joined(separator: "\n").utf8))
    #expect(alone.code == 66 && alone.lines.count == 25)
    for jobs in ["1", "2", "7"] {
      let outcome = try Program.run(["score", "--jobs", jobs] + files)
      #expect(outcome.code == 66)
      #expect(outcome.lines == alone.lines)
    }
  }
}
