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
public final class TemporaryFolder: Sendable {
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

  /// A mono WAV file of 16 bits.
  public func write(_ samples: [Float], rateHz: Int, to name: String) throws -> String {
    var data = Data("RIFF".utf8)
    func append(_ value: UInt32, bytes: Int) { withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0.prefix(bytes)) } }
    append(UInt32(36 + 2 * samples.count), bytes: 4)
    data.append(Data("WAVEfmt ".utf8))
    append(16, bytes: 4)
    append(1, bytes: 2)
    append(1, bytes: 2)
    append(UInt32(rateHz), bytes: 4)
    append(UInt32(2 * rateHz), bytes: 4)
    append(2, bytes: 2)
    append(16, bytes: 2)
    data.append(Data("data".utf8))
    append(UInt32(2 * samples.count), bytes: 4)
    for sample in samples { append(UInt32(bitPattern: Int32(max(-32768, min(32767, sample * 32768)))), bytes: 2) }
    try data.write(to: URL(filePath: path(name)))
    return path(name)
  }

  /// Names of all files in it, hidden ones too.
  public func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }
}
