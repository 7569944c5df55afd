import Foundation
import Glibc
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

  /// So many lines of the FIFO, as a reader that comes for them and goes.
  private func read(_ count: Int, secondsAtMost: Double) throws -> [String] {
    let file = open(path, O_RDONLY | O_NONBLOCK)
    try #require(file >= 0)
    defer { close(file) }
    var lines: [String] = []
    var (byte, line) = (UInt8(0), [UInt8]())
    let deadline = Date().addingTimeInterval(secondsAtMost)
    while lines.count < count, Date() < deadline {
      guard Glibc.read(file, &byte, 1) == 1 else {
        usleep(10_000)
        continue
      }
      if byte != 10 {
        line.append(byte)
        continue
      }
      lines.append(String(decoding: line, as: UTF8.self))
      line = []
    }
    #expect(lines.count == count)
    return lines
  }

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
      for line in try read(40, secondsAtMost: 60) {
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
      usleep(300_000)
    }
    // Taken away while nobody reads: no file is made in its place.
    #expect(unlink(path) == 0)
    usleep(600_000)
    #expect(access(path, F_OK) != 0)
    #expect(running.process.isRunning)
    let asked = Date()
    kill(running.process.processIdentifier, SIGTERM)
    let outcome = try running.finish()
    #expect(outcome.code == 0 && !outcome.error.contains(path))
    #expect(Date().timeIntervalSince(asked) < 2)
  }

  /// What is refused leaves nothing behind, and no recording is added to.
  @Test func aRefusedCommandTouchesNoFile() throws {
    let wrong = try Program.run(["listen", "--input", Program.demo, "--channel", "9x", "--output", path + "2"])
    #expect(wrong.code == 64 && access(path + "2", F_OK) != 0)
    let copy = folder.path("talk.flac")
    try FileManager.default.copyItem(atPath: Program.demo, toPath: copy)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: copy)
    let same = try Program.run(["listen", "--input", copy, "--output", path])
    #expect(same.code == 64 && same.error.contains("is an input, too"))
    #expect(try Data(contentsOf: URL(filePath: copy)) == Data(contentsOf: URL(filePath: Program.demo)))
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
