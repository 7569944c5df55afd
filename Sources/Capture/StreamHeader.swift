/// What the beginning of a stream says of the samples that follow: WAV and AU, read without ever going back.
struct StreamHeader: Equatable {
  /// `WAV`, `RF64`, `AU`; for the `start` event.
  var container: String
  var raw: RawFormat
  /// Bytes of samples; nil: until the stream ends.
  var byteCount: Int?

  /// A size that a writer puts where it cannot know it: sox and arecord write just under 2^31, others all ones or 0.
  private static let endlessSize = 0x7FFF_0000

  /// The header that `stream` begins with, taken out of it; nil when it begins with none, and nothing is taken.
  /// - Throws: `CaptureError` (format) when there is a header, but damaged or of an encoding that is not linear.
  static func read(_ stream: InputStream) throws(CaptureError) -> StreamHeader? {
    let magic = Array(stream.peek(12))
    guard magic.count >= 4 else { return nil }
    if magic.starts(with: ".snd".utf8) { return try readAU(stream) }
    let isWave = magic.count == 12 && magic[8...].elementsEqual("WAVE".utf8)
    if isWave && magic.starts(with: "RIFF".utf8) { return try readWAV(stream, container: "WAV") }
    if isWave && magic.starts(with: "RF64".utf8) { return try readWAV(stream, container: "RF64") }
    if magic.starts(with: "OggS".utf8) {
      throw damaged("an Ogg stream cannot be read from a pipe: give the file's name, or decode it (opusdec, oggdec)")
    }
    return nil
  }

  private static func damaged(_ what: String) -> CaptureError { CaptureError(.format, "standard input: \(what)") }

  private static func take(_ count: Int, of stream: InputStream) throws(CaptureError) -> [UInt8] {
    guard let bytes = stream.take(count) else { throw damaged("it ends within its header") }
    return bytes
  }

  private static func little(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  private static func big(_ bytes: [UInt8], _ offset: Int) -> Int {
    (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
  }

  /// - Source: Sun Microsystems, audio file format (`au`); numbers are big-endian.
  private static func readAU(_ stream: InputStream) throws(CaptureError) -> StreamHeader {
    let bytes = try take(24, of: stream)
    let (offset, size, encoding) = (big(bytes, 4), big(bytes, 8), big(bytes, 12))
    let formats: [Int: SampleFormat] = [2: .s8, 3: .s16BE, 4: .s24PackedBE, 5: .s32BE, 6: .floatBE]
    guard let format = formats[encoding] else {
      throw damaged("AU encoding \(encoding); a pipe may carry linear or float samples of up to 32 bits")
    }
    guard offset >= 24, stream.skip(offset - 24) else { throw damaged("a damaged AU header") }
    let header = StreamHeader(
      container: "AU", raw: RawFormat(rateHz: big(bytes, 16), channels: big(bytes, 20), format: format),
      byteCount: size >= endlessSize ? nil : size)
    return try header.checked()
  }

  /// - Source: Microsoft, "Multiple channel audio data and WAVE files"; EBU Tech 3306 (RF64).
  private static func readWAV(_ stream: InputStream, container: String) throws(CaptureError) -> StreamHeader {
    _ = try take(12, of: stream)
    var raw: RawFormat?
    var longSize: Int?
    while true {
      let chunk = try take(8, of: stream)
      let size = little(chunk, 4, 4)
      let name = String(decoding: chunk[0..<4], as: UTF8.self)
      if name == "data" {
        guard let raw else { throw damaged("a WAV stream without a format before its samples") }
        let known = size >= endlessSize || size == 0 ? nil : size
        return try StreamHeader(container: container, raw: raw, byteCount: longSize ?? known).checked()
      }
      // A header is small: a huge chunk before the samples is damage, and would be waited for in vain.
      guard size < 1 << 20 else {
        // The name may be anything, and a message is one line.
        let shown = String(decoding: chunk[0..<4].map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        throw damaged("a damaged WAV header (chunk \(shown) of \(size) bytes)")
      }
      let body = try take(size + size % 2, of: stream)
      if name == "fmt " { raw = try waveFormat(body) }
      if name == "ds64" && body.count >= 16 {
        let size = little(body, 8, 7)
        longSize = size == 0 || body[15] != 0 ? nil : size
      }
    }
  }

  private static func waveFormat(_ body: [UInt8]) throws(CaptureError) -> RawFormat {
    guard body.count >= 16 else { throw damaged("a damaged WAV format") }
    var tag = little(body, 0, 2)
    // Extensible: the tag is the first two bytes of the subformat.
    if tag == 0xFFFE && body.count >= 26 { tag = little(body, 24, 2) }
    let bits = little(body, 14, 2)
    let format: SampleFormat? =
      switch (tag, bits) {
      case (1, 8): .u8
      case (1, 16): .s16LE
      case (1, 24): .s24Packed
      case (1, 32): .s32LE
      case (3, 32): .floatLE
      default: nil
      }
    guard let format else {
      throw damaged(
        "WAV encoding \(tag) with \(bits) bits; a pipe may carry linear (1) or float (3) samples of up to 32")
    }
    return RawFormat(rateHz: little(body, 4, 4), channels: little(body, 2, 2), format: format)
  }

  /// Rates and channels as `AudioFile` allows them.
  private func checked() throws(CaptureError) -> StreamHeader {
    let (rates, counts) = (AudioFile.rates, AudioFile.channelCounts)
    guard rates.contains(raw.rateHz), counts.contains(raw.channels) else {
      throw Self.damaged(
        "\(container) of \(raw.channels) channels at \(raw.rateHz) Hz; "
          + "1…\(counts.upperBound) at \(rates.lowerBound)…\(rates.upperBound) Hz are read")
    }
    return self
  }
}
