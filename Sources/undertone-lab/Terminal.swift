import Foundation

/// Standard error: notes, and on a terminal one line that changes.
enum Terminal {
  private static let environment = ProcessInfo.processInfo.environment
  /// Whether a line can be written over.
  static let isInteractive = isatty(2) != 0 && environment["TERM"] != "dumb"
  /// As no-color.org asks: any NO_COLOR that is not empty switches colours off.
  static let isColoured = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty

  /// A line that stays.
  static func write(_ text: String) { put((isInteractive ? "\r\u{1B}[K" : "") + text + "\n") }

  /// A line that the next one takes the place of; for interactive terminals only.
  static func replace(_ text: String) { put("\r" + (isColoured ? "\u{1B}[2m\(text)\u{1B}[0m" : text) + "\u{1B}[K") }

  static func error(_ text: String) { write((isColoured ? "\u{1B}[31mError:\u{1B}[0m " : "Error: ") + text) }

  private static func put(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }
}

/// A line on standard error.
func note(_ text: String) { Terminal.write(text) }

/// How long something still takes at the pace so far.
enum TimeLeft {
  /// - Returns: `ETA 0:01:52`; empty while there is no pace.
  static func text(passed: Double, done: Int, total: Int) -> String {
    guard done > 0 else { return "" }
    let seconds = Int((passed / Double(done) * Double(total - done)).rounded())
    return String(format: "ETA %d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
