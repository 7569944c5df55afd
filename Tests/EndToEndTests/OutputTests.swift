import Foundation
import TestSupport
import Testing

/// `listen --output`: a file that is added to, and a FIFO whose readers come and go.
@Suite struct OutputTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("events")
  }

  private func lines(_ path: String) throws -> [String] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private func types(_ lines: [String]) throws -> [String] { try EventReading.all(lines).map(\.type) }

  @Test func aFileIsAddedTo() throws {
    let first = try Program.run(["listen", "--input", Program.demo, "--output", path])
    #expect(first.code == 0 && first.lines.isEmpty && first.error.isEmpty)
    let once = try lines(path)
    #expect(try types(once) == types(Program.run(["listen", "--input", Program.demo]).lines) && types(once).last == "stop")
    _ = try Program.run(["listen", "--input", Program.demo, "--output", path])
    #expect(try lines(path).count == 2 * once.count)
  }

  /// As logrotate does it: renamed, then SIGHUP. No line is lost, none is torn.
  @Test func aRenamedFileIsOpenedAnew() throws {
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, speed: 4)
    let running = try microphone.start(["--output", path, "--every", "0.1"])
    func wait(for count: Int, _ path: String) throws {
      let deadline = Date().addingTimeInterval(20)
      while Date() < deadline, try !FileManager.default.fileExists(atPath: path) || lines(path).count < count { usleep(20_000) }
    }
    try wait(for: 20, path)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
    kill(running.process.processIdentifier, SIGHUP)
    try wait(for: 20, path)
    kill(running.process.processIdentifier, SIGTERM)
    #expect(try running.finish().code == 0)
    let all = try lines(path + ".1") + lines(path)
    let schema = try EventSchema()
    for line in all { #expect(schema.problem(line) == nil) }
    for (index, event) in try EventReading.all(all).enumerated() { #expect(event.sequence == index) }
    #expect(try types(lines(path)).last == "stop")
  }

  /// Nobody reads at first; a reader comes, goes in the middle of a stream, and another comes: whole lines, and no hole but those that are told.
  @Test func aFIFOsReadersComeAndGo() throws {
    #expect(mkfifo(path, 0o600) == 0)
    let microphone = try PluginMicrophone(sound: DemoSound().mono16kHz, speed: 4)
    let running = try microphone.start(["--output", path, "--every", "0.1"])
    usleep(500_000)
    let schema = try EventSchema()
    var expected = 0
    for reader in 0..<2 {
      let file = try #require(fopen(path, "r"))
      var text = [CChar](repeating: 0, count: 8192)
      for _ in 0..<40 {
        #expect(fgets(&text, 8192, file) != nil)
        let line = String(decoding: text[..<(text.firstIndex(of: 10) ?? 0)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #expect(schema.problem(line) == nil)
        let event = try EventReading(line)
        if reader == 0 {
          #expect(event.sequence == expected + event.dropped)
          if expected == 0 { #expect(event.type == "start") }
        } else {
          // What lay in the pipe went with the reader before.
          #expect(event.sequence >= expected)
        }
        expected = event.sequence + 1
      }
      fclose(file)
      usleep(300_000)
    }
    #expect(running.process.isRunning)
    let asked = Date()
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.code == 0 && outcome.error.isEmpty)
    #expect(Date().timeIntervalSince(asked) < 2)
  }

  @Test func whatCannotBeWrittenToIsRefused() throws {
    let folder = folder.path("")
    for (target, text) in [(folder, "Is a directory"), (folder + "/no/such", "No such file or directory")] {
      let outcome = try Program.run(["listen", "--input", Program.demo, "--output", target])
      #expect(outcome.code == 73 && outcome.lines.isEmpty)
      #expect(outcome.error == "undertone: cannot write events to \(target): \(text); --output wants a file, a FIFO (mkfifo) or a device\n")
    }
  }
}
