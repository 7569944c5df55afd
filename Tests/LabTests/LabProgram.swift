import Foundation

/// The built workbench, run as a user would.
struct LabProgram {
  struct Outcome {
    var output: String
    var error: String
    var code: Int32
  }

  /// Beside the test bundle, where the package's build puts it.
  private static var path: String {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (program as NSString).deletingLastPathComponent + "/undertone-lab"
  }

  /// Runs to the end.
  /// - Parameter word: when standard error holds it, Ctrl-C is sent, once: a second one would end the program before it saves.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], interruptAt word: String? = nil
  ) throws -> Outcome {
    let process = Process()
    let (output, error) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "80"]) { $1 }.merging(environment) { $1 }
    (process.standardOutput, process.standardError) = (output, error)
    try process.run()
    var errors = Data()
    var awaited = word
    while true {
      let more = error.fileHandleForReading.availableData
      if more.isEmpty { break }
      errors.append(more)
      if let word = awaited, String(decoding: errors, as: UTF8.self).contains(word) {
        process.interrupt()
        awaited = nil
      }
    }
    // What it prints is a few kilobytes, which the pipe holds.
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      output: String(decoding: printed, as: UTF8.self), error: String(decoding: errors, as: UTF8.self),
      code: process.terminationStatus)
  }
}
