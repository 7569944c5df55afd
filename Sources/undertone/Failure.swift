import ArgumentParser
import Capture
import Listening
import Model

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
    let line = (underJournal ? "<\(priority)>" : "undertone: ") + message + "\n"
    line.withCString { _ = Glibc.write(STDERR_FILENO, $0, strlen($0)) }
  }
}
