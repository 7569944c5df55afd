import Foundation

/// The built program, run as a user would.
struct Program {
  struct Outcome {
    var lines: [String]
    var error: String
    var code: Int32
  }

  /// Beside the test bundle, where the package's build puts it.
  ///
  /// UNDERTONE_PROGRAM names another, such as the release build, for the long runs that README describes.
  static var path: String {
    if let named = ProcessInfo.processInfo.environment["UNDERTONE_PROGRAM"] { return named }
    return folder + "/undertone"
  }

  /// What the build made.
  static var folder: String {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (program as NSString).deletingLastPathComponent
  }

  /// The package's folder.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static var demo: String { root + "/Config/demo.flac" }

  /// Runs to the end.
  /// - Parameter input: bytes for standard input, written `chunk` by `chunk`.
  static func run(
    _ arguments: [String], input: Data = Data(), chunks: [Int] = [65536], environment: [String: String] = [:]
  ) throws -> Outcome {
    let running = try Running(arguments, environment: environment)
    let writing = Thread {
      var offset = 0
      var turn = 0
      while offset < input.count {
        let count = min(chunks[turn % chunks.count], input.count - offset)
        do {
          try running.input.fileHandleForWriting.write(contentsOf: input[offset..<offset + count])
        } catch { break }
        offset += count
        turn += 1
      }
      try? running.input.fileHandleForWriting.close()
    }
    writing.start()
    return try running.finish()
  }

  /// A run that goes on while the test looks at it.
  final class Running: @unchecked Sendable {
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    /// What `nextLine` gave so far.
    private(set) var lines: [String] = []
    private let errors: Collector
    private var pending = Data()

    /// - Parameter file: for standard output, instead of a pipe.
    init(_ arguments: [String], environment: [String: String] = [:], output file: String? = nil) throws {
      signal(SIGPIPE, SIG_IGN)
      process.executableURL = URL(filePath: Program.path)
      process.arguments = arguments
      // Nothing of the machine's own configuration may decide a test.
      var clean = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("UNDERTONE_") }
      clean["JOURNAL_STREAM"] = nil
      process.environment = clean.merging(environment) { $1 }
      process.standardInput = input
      process.standardOutput = output
      if let file {
        _ = FileManager.default.createFile(atPath: file, contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: file)
        try output.fileHandleForWriting.close()
      }
      let error = Pipe()
      process.standardError = error
      errors = Collector(error.fileHandleForReading)
      try process.run()
    }

    /// Waits until standard error says so.
    func waitForError(_ text: String, seconds: Double = 20) -> Bool {
      let deadline = Date().addingTimeInterval(seconds)
      while Date() < deadline {
        if errors.text.contains(text) { return true }
        usleep(10_000)
      }
      return false
    }

    /// The id of the thread with that name.
    func thread(_ name: String) -> Int32? {
      let tasks = "/proc/\(process.processIdentifier)/task"
      return (try? FileManager.default.contentsOfDirectory(atPath: tasks))?
        .first { (try? String(contentsOfFile: "\(tasks)/\($0)/comm", encoding: .utf8)) == name + "\n" }.flatMap { Int32($0) }
    }

    func residentKilobytes() -> Int? {
      let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
      return text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * Int(getpagesize()) / 1024 }
    }

    /// User and system time that it has used.
    func processorSeconds() -> Double? {
      guard let text = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8) else { return nil }
      // Behind the name in parentheses: utime and stime are the twelfth and the thirteenth field.
      let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
      guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else { return nil }
      return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The next line of standard output; `nil` at its end.
    func nextLine() -> String? {
      let line = readLine()
      if let line { lines.append(line) }
      return line
    }

    private func readLine() -> String? {
      while true {
        if let end = pending.firstIndex(of: 10) {
          defer { pending = Data(pending[(end + 1)...]) }
          return String(decoding: pending[pending.startIndex..<end], as: UTF8.self)
        }
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { return nil }
        pending.append(more)
      }
    }

    /// Reads the rest to the end and waits for the exit.
    func finish() throws -> Outcome {
      var rest: [String] = []
      while let line = readLine() { rest.append(line) }
      process.waitUntilExit()
      errors.wait()
      return Outcome(lines: rest, error: errors.text, code: process.terminationStatus)
    }
  }

  /// Everything that comes out of a pipe.
  private final class Collector: @unchecked Sendable {
    // SAFETY: guarded by the lock.
    private var data = Data()
    private let lock = NSLock()
    private let ended = DispatchSemaphore(value: 0)

    init(_ reading: FileHandle) {
      Thread.detachNewThread { [self] in
        while true {
          let more = reading.availableData
          if more.isEmpty { break }
          lock.withLock { data.append(more) }
        }
        ended.signal()
      }
    }

    var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }

    func wait() {
      ended.wait()
      ended.signal()
    }
  }
}
