import Foundation

@testable import Capture

/// A microphone that plays given bytes through libasound: our own plugin, named in a private asound.conf.
///
/// libasound rereads its configuration when `ALSA_CONFIG_PATH` changes, so each microphone has a file of its own; the
/// tests that use one run one after another.
struct FaultMicrophone {
  /// What `--device` would take.
  let name: String
  /// The same device behind ALSA's converting plugin.
  var plugName: String { name + "plug" }

  /// - Parameters:
  ///   - bytes: frames in `format`.
  ///   - settings: further lines of the plugin's entry (FaultMicrophone.c), such as `speed 20`.
  init(
    _ bytes: [UInt8], format: SampleFormat, channels: Int = 1, rateHz: Int = 16000, _ settings: String = ""
  ) throws {
    name = "fault" + UUID().uuidString.prefix(8)
    let folder = NSTemporaryDirectory() + "undertone-" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: folder + "/sound.raw"))
    let configuration = """
      pcm_type.faultmic { lib "\(Self.library)" }
      pcm.\(name) {
        type faultmic
        file "\(folder)/sound.raw"
        format \(format.rawValue)
        channels \(channels)
        rate \(rateHz)
        \(settings)
        hint { show on description "A test's microphone" }
      }
      pcm.\(name)plug { type plug slave.pcm "\(name)" }
      """
    try configuration.write(toFile: folder + "/asound.conf", atomically: true, encoding: .utf8)
    setenv("ALSA_CONFIG_PATH", folder + "/asound.conf", 1)
  }

  /// A configuration with no device at all.
  static func unplugAll() throws {
    let path = NSTemporaryDirectory() + "undertone-none-\(UUID().uuidString).conf"
    try "# no devices\n".write(toFile: path, atomically: true, encoding: .utf8)
    setenv("ALSA_CONFIG_PATH", path, 1)
  }

  /// The plugin, which the package's build puts beside the test bundle.
  static var library: String {
    let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (program as NSString).deletingLastPathComponent + "/libFaultMicrophone.so"
  }

  /// Frames whose number can be read from the sample: `frame · 256` in 32 bits, which Float holds exactly.
  static func countingFrames(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { MonoConverterTests.bytes($0 << 8, .s32LE) }
  }

  /// The frame that a sample of `countingFrames` came from.
  static func frame(_ sample: Float) -> Int { Int(sample * 8_388_608) }
}
