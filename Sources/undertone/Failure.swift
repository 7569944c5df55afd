import ArgumentParser
import Capture
import Listening
import Model
import Watching

#if canImport(Glibc)
  import Glibc
#else
  import Musl
#endif

/// What ends the program: one line for the diagnostics, and the exit code.
struct Failure: Error {
  let message: String
  let exitCode: Int32

  init(_ error: any Error) {
    message = String(describing: error)
    exitCode =
      switch error {
      case let error as CaptureError: error.exitCode
      case let error as ListeningError: error.exitCode
      case let error as WatchingError: error.exitCode
      case is ModelError: ListeningError.Kind.configuration.rawValue
      default: ListeningError.Kind.system.rawValue
      }
  }

  init(_ message: String, exitCode: Int32) {
    self.message = message
    self.exitCode = exitCode
  }

  /// Runs `body`; whatever it throws ends the program with its own line and code.
  static func wrapping<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as Failure {
      throw error
    } catch {
      throw error is ExitCode ? error : Failure(error)
    }
  }
}

extension ParsableCommand {
  static func exit(withCode code: Int32) -> Never {
    Glibc.exit(code)
  }
}

/// Standard error, a line a message; under journald with its priority.
enum Diagnostics {
  static func error(_ message: String) { write(message, priority: 3) }
  static func warning(_ message: String) { write("warning: \(message)", priority: 4) }

  private static func write(_ message: String, priority: Int) {
    let underJournal = getenv("JOURNAL_STREAM") != nil
    let line = (underJournal ? "<\(priority)>" : "undertone: ") + plain(message) + "\n"
    line.withCString { _ = Glibc.write(STDERR_FILENO, $0, strlen($0)) }
  }

  /// One line, whatever names and texts of files stand in it: control characters are escaped, and 2000 characters are enough.
  private static func plain(_ message: String) -> String {
    var result = ""
    for scalar in message.unicodeScalars.prefix(2000) {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x2029).contains(scalar.value)
      if isControl { result += "\\u{" + String(scalar.value, radix: 16) + "}" } else { result.unicodeScalars.append(scalar) }
    }
    return message.unicodeScalars.count > 2000 ? result + "…" : result
  }
}
