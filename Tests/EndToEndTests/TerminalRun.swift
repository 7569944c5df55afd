import Foundation
import ProcessProbe

/// The built program on a pseudo terminal, as somebody sits before it.
final class TerminalRun {
  static let entering = "\u{1B}[?1049h"
  static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  let process: Int32
  private var terminal: Int32 = -1
  private var line: Int32 = -1
  private let errors = Pipe()
  /// Everything that the terminal was told.
  private(set) var output = ""

  /// - Parameter input: a file for standard input; nil: the terminal.
  init(_ arguments: [String], columns: Int32 = 80, rows: Int32 = 24, input: String? = nil, environment: [String: String] = [:]) throws {
    var variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("UNDERTONE_") }
    for name in ["NO_COLOR", "COLORTERM", "JOURNAL_STREAM", "LC_CTYPE", "LANG"] { variables[name] = nil }
    variables.merge(["TERM": "xterm-256color", "LC_ALL": "C.UTF-8"]) { $1 }
    variables.merge(environment) { $1 }
    let words = ([Program.path] + arguments).map { strdup($0) } + [nil]
    let pairs = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + pairs { free(text) } }
    let file = input.map { open($0, O_RDONLY | O_CLOEXEC) } ?? -1
    process = process_probe_start_on_terminal(
      Program.path, words, pairs, columns, rows, file, errors.fileHandleForWriting.fileDescriptor, &terminal, &line)
    if file >= 0 { close(file) }
    try errors.fileHandleForWriting.close()
    guard process > 0 else { throw POSIXError(.EIO) }
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
    close(terminal)
    close(line)
  }

  var isRaw: Bool { process_probe_is_raw(line) }

  func resize(columns: Int32, rows: Int32) -> Bool { process_probe_resize(terminal, columns, rows) }

  func press(_ key: String) { _ = key.withCString { write(terminal, $0, strlen($0)) } }

  func signal(_ number: Int32) { kill(process, number) }

  /// The processes that it started.
  var children: [Int32] {
    let text = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
    return text?.split(separator: " ").compactMap { Int32($0) } ?? []
  }

  /// Reads until the terminal was told this, and forgets what was before it.
  func wait(for text: String, seconds: Double = 20) -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while !output.contains(text) {
      guard Date() < deadline else { return false }
      read(milliseconds: 50)
    }
    return true
  }

  func forget() { output = "" }

  /// Reads to the end.
  /// - Returns: the exit code (128 and the signal's number, where one ended it) and what standard error said; nil when it does not end.
  func finish(seconds: Double = 20) -> (code: Int32, error: String)? {
    let deadline = Date().addingTimeInterval(seconds)
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      guard Date() < deadline else { return nil }
      read(milliseconds: 20)
    }
    while read(milliseconds: 20) {}
    let error = String(decoding: (try? errors.fileHandleForReading.readToEnd()) ?? Data(), as: UTF8.self)
    return (status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + (status & 0x7F), error)
  }

  @discardableResult
  private func read(milliseconds: Int32) -> Bool {
    var entry = pollfd(fd: terminal, events: Int16(POLLIN), revents: 0)
    guard poll(&entry, 1, milliseconds) > 0, entry.revents & Int16(POLLIN) != 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = Foundation.read(terminal, &bytes, bytes.count)
    guard count > 0 else { return false }
    output += String(decoding: bytes.prefix(count), as: UTF8.self)
    return true
  }
}
