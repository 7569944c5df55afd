import Foundation

/// A folder that vanishes with its test; with made-up recordings.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ data: Data, to name: String) throws {
    let url = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }

  /// A WAV file of 16-bit samples: a tone that swells and fades, silence when `hertz` is 0.
  func writeTone(_ name: String, hertz: Double, seconds: Double = 0.5, rateHz: Int = 16_000, channels: Int = 1) throws {
    let count = Int(seconds * Double(rateHz))
    var body = Data()
    for index in 0..<count {
      let time = Double(index) / Double(rateHz)
      let value = hertz > 0 ? 8000 * sin(.pi * time / seconds) * sin(2 * .pi * hertz * time) : 0
      for _ in 0..<channels { withUnsafeBytes(of: Int16(value).littleEndian) { body.append(contentsOf: $0) } }
    }
    var header = Data("RIFF".utf8)
    func word(_ value: Int) { withUnsafeBytes(of: UInt32(value).littleEndian) { header.append(contentsOf: $0) } }
    func half(_ value: Int) { withUnsafeBytes(of: UInt16(value).littleEndian) { header.append(contentsOf: $0) } }
    word(36 + body.count)
    header += Data("WAVEfmt ".utf8)
    word(16)
    half(1)
    half(channels)
    word(rateHz)
    word(rateHz * channels * 2)
    half(channels * 2)
    half(16)
    header += Data("data".utf8)
    word(body.count)
    try write(header + body, to: name)
  }
}
