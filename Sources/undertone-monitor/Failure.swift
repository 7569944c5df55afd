import Glibc

/// What ends the program: one line for the diagnostics, and the exit code.
struct Failure: Error {
  let message: String
  let exitCode: Int32

  init(_ message: String, exitCode: Int32) {
    (self.message, self.exitCode) = (message, exitCode)
  }
}

/// Standard error, a line a message.
enum Diagnostics {
  static func say(_ message: String) {
    let line = "undertone-monitor: \(message)\n"
    line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
  }
}
