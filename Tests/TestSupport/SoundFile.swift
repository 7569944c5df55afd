import CSndFile
import Foundation

/// Sounds for tests, made here: no recording is needed to see that samples come through unchanged.
public enum SoundFile {
  /// A frame whose number can be read from its value: `frame / 2^23` is exact in Float and in 24 and 32 bits.
  public static func ramp(_ frame: Int) -> Float { Float(frame) / 8_388_608 }

  /// 16-bit noise that every format carries exactly.
  public static func noise(_ count: Int, seed: UInt64 = 7) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float(Int16.random(in: .min ... .max, using: &random)) / 32768 }
  }

  /// Writes `samples` (`[frames, channels]`) with libsndfile, and reads the file's bytes.
  public static func bytes(
    _ samples: [Float], format: Int, channels: Int = 1, rateHz: Int = 16000
  ) throws -> Data {
    let path = NSTemporaryDirectory() + "undertone-\(UUID().uuidString)"
    defer { unlink(path) }
    try write(samples, to: path, format: format, channels: channels, rateHz: rateHz)
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// WAV of 16 bits, for `write`.
  public static let wav16 = SF_FORMAT_WAV | SF_FORMAT_PCM_16

  public static func write(
    _ samples: [Float], to path: String, format: Int, channels: Int = 1, rateHz: Int = 16000
  ) throws {
    typealias Open = @convention(c) (UnsafePointer<CChar>, Int32, UnsafeMutablePointer<SF_INFO>) -> OpaquePointer?
    typealias WriteFloats = @convention(c) (OpaquePointer?, UnsafePointer<Float>, sf_count_t) -> sf_count_t
    typealias WriteIntegers = @convention(c) (OpaquePointer?, UnsafePointer<Int32>, sf_count_t) -> sf_count_t
    typealias Close = @convention(c) (OpaquePointer?) -> Int32
    let library = try require(dlopen("libsndfile.so.1", RTLD_NOW), "libsndfile")
    let open = unsafeBitCast(try require(dlsym(library, "sf_open"), "sf_open"), to: Open.self)
    let writeFloats = unsafeBitCast(
      try require(dlsym(library, "sf_writef_float"), "sf_writef_float"), to: WriteFloats.self)
    let writeIntegers = unsafeBitCast(
      try require(dlsym(library, "sf_writef_int"), "sf_writef_int"), to: WriteIntegers.self)
    let close = unsafeBitCast(try require(dlsym(library, "sf_close"), "sf_close"), to: Close.self)
    var info = SF_INFO()
    info.samplerate = Int32(rateHz)
    info.channels = Int32(channels)
    info.format = Int32(format)
    let file = try require(open(path, Int32(SFM_WRITE), &info), "sf_open \(format)")
    let frames = samples.count / channels
    // As integers where the file holds integers: libsndfile scales floats by 32767 there, and reads by 32768.
    let written =
      [SF_FORMAT_FLOAT, SF_FORMAT_DOUBLE].contains(format & SF_FORMAT_SUBMASK)
      ? writeFloats(file, samples, sf_count_t(frames))
      : writeIntegers(file, samples.map { Int32($0 * 2_147_483_648) }, sf_count_t(frames))
    _ = close(file)
    guard written == frames else { throw Missing(what: "\(frames - Int(written)) frames of \(path)") }
  }

  /// Whether two sounds are equal; a Bool, because `#expect` would print both.
  public static func same(_ one: some Sequence<Float>, _ other: some Sequence<Float>) -> Bool { one.elementsEqual(other) }

  struct Missing: Error { let what: String }

  public static func require<Value>(_ value: Value?, _ what: String) throws -> Value {
    guard let value else { throw Missing(what: what) }
    return value
  }
}
