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
    private let error = Pipe()
    private var pending = Data()

    init(_ arguments: [String], environment: [String: String] = [:]) throws {
      signal(SIGPIPE, SIG_IGN)
      process.executableURL = URL(filePath: Program.path)
      process.arguments = arguments
      // Nothing of the machine's own configuration may decide a test.
      var clean = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("UNDERTONE_") }
      clean["JOURNAL_STREAM"] = nil
      process.environment = clean.merging(environment) { $1 }
      process.standardInput = input
      process.standardOutput = output
      process.standardError = error
      try process.run()
    }

    /// The next line of standard output; `nil` at its end.
    func nextLine() -> String? {
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

    /// Reads to the end and waits for the exit.
    func finish() throws -> Outcome {
      var lines: [String] = []
      let reading = error.fileHandleForReading
      let errors = Box()
      let thread = Thread { errors.set(reading.readDataToEndOfFile()) }
      thread.start()
      while let line = nextLine() { lines.append(line) }
      process.waitUntilExit()
      let text = String(decoding: errors.wait(), as: UTF8.self)
      return Outcome(lines: lines, error: text, code: process.terminationStatus)
    }
  }

  private final class Box: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var data = Data()

    func set(_ value: Data) {
      data = value
      done.signal()
    }

    func wait() -> Data {
      done.wait()
      return data
    }
  }
}
