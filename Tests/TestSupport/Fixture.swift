import Foundation

/// The files of Tests/Fixtures; one that is missing throws, and so fails its test.
public enum Fixture {
  public static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/\(name)").standardized.path
  }

  /// Little-endian float32 numbers.
  public static func floats(_ name: String) throws -> [Float] {
    let data = try Data(contentsOf: URL(filePath: path(name)))
    return data.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map { Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))) }
    }
  }

  /// Samples −1…1 of a WAV file with SoX's 44-byte header, 16 bits, one channel.
  public static func samples(_ name: String) throws -> [Float] {
    let data = try Data(contentsOf: URL(filePath: path(name)))
    guard data.count > 44, data.prefix(4) == Data("RIFF".utf8), data[36..<40] == Data("data".utf8) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return data.dropFirst(44).withUnsafeBytes { bytes in
      (0..<bytes.count / 2).map { Float(Int16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2 * $0, as: Int16.self))) / 32768 }
    }
  }
}

/// A folder for one test, removed with this value.
public final class TemporaryFolder {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "undertone-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  public func path(_ name: String) -> String { url.appending(path: name).path }

  public func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    return path(name)
  }

  /// Names of all files in it, hidden ones too.
  public func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
