import Foundation
import TestSupport

/// `undertone listen` on the tests' ALSA plugin (Tests/FaultMicrophone).
struct PluginMicrophone: Sendable {
  /// A fault of the plugin, see Tests/FaultMicrophone/Script.h: 0.3 s are lost.
  static let overrunAtTwoSeconds = #"faults "overrun@32000:4800""#

  private let folder: TemporaryFolder
  /// What `--device` takes.
  let name: String

  /// - Parameter settings: further lines of the plugin's entry (FaultMicrophone.c).
  init(
    sound: Data, format: String = "S16_LE", rateHz: Int = 16_000, channels: Int = 1, speed: Double = 1, settings: String = "",
    name: String = "test"
  ) throws {
    self.name = name
    folder = try TemporaryFolder()
    try sound.write(to: URL(filePath: folder.path("sound.raw")))
    let library = Program.folder + "/libFaultMicrophone.so"
    let configuration = """
      pcm_type.faultmic { lib "\(library)" }
      pcm.\(name) {
        type faultmic
        file "\(folder.path("sound.raw"))"
        format \(format)
        channels \(channels)
        rate \(rateHz)
        speed \(String(format: "%.6f", speed))
        end "silence"
        slow "wait"
        truth "\(folder.path("truth"))"
        \(settings)
      }
      """
    try configuration.write(toFile: folder.path("asound.conf"), atomically: true, encoding: .utf8)
  }

  /// What libasound reads to find the microphone; a file that appears and goes plugs it in and out.
  var configuration: String { folder.path("asound.conf") }
  var environment: [String: String] { ["ALSA_CONFIG_PATH": configuration] }

  /// Frames that the reader got, and the frame of the file behind the last of them.
  var truth: (delivered: Int, sounded: Int) {
    guard let bytes = FileManager.default.contents(atPath: folder.path("truth")), bytes.count == 16 else { return (0, 0) }
    return bytes.withUnsafeBytes { (Int($0.loadUnaligned(as: Int64.self)), Int($0.loadUnaligned(fromByteOffset: 8, as: Int64.self))) }
  }

  /// - Parameter output: a file for standard output, instead of a pipe.
  func start(_ arguments: [String] = [], environment: [String: String] = [:], output: String? = nil) throws -> Program.Running {
    try Program.Running(
      ["listen", "--device", name] + arguments, environment: self.environment.merging(environment) { $1 }, output: output)
  }

  /// Listens until so many estimates have come, then ends it with SIGTERM.
  func listen(untilEstimates count: Int) throws -> Program.Outcome {
    let running = try start()
    var lines: [String] = []
    var estimates = 0
    while estimates < count, let line = running.nextLine() {
      lines.append(line)
      if line.contains(#""type":"estimate""#) { estimates += 1 }
    }
    kill(running.process.processIdentifier, SIGTERM)
    var outcome = try running.finish()
    outcome.lines = lines + outcome.lines
    return outcome
  }
}
