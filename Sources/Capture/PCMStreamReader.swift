internal import Glibc
internal import Ring

/// Frames of linear samples on a pipe: raw, WAV or AU.
final class PCMStreamReader: FrameReader {
  let rateHz: Int
  let channels: Int
  let formatName: String
  private let stream: InputStream
  private let converter: MonoConverter
  private let raw: UnsafeMutableRawPointer  // [blockFrames, channels]
  private let blockFrames: Int
  private let meter: ChannelMeter
  /// Bytes at the front of `raw` that are no whole frame yet.
  private var filled = 0
  /// Bytes of samples to come; nil: until the stream ends.
  private var left: Int?

  /// - Throws: `CaptureError` (usage) when the stream lacks the channel.
  init(
    _ stream: InputStream, header: StreamHeader, channel: ChannelChoice, blockFrames: Int
  ) throws(CaptureError) {
    try channel.check(channels: header.raw.channels, of: "standard input")
    self.stream = stream
    self.blockFrames = blockFrames
    rateHz = header.raw.rateHz
    channels = header.raw.channels
    formatName =
      header.container.isEmpty ? header.raw.format.rawValue : "\(header.container)/\(header.raw.format.rawValue)"
    left = header.byteCount
    converter = MonoConverter(format: header.raw.format, channels: header.raw.channels, choice: channel)
    meter = ChannelMeter(
      format: header.raw.format, channels: header.raw.channels, choice: channel, rateHz: header.raw.rateHz)
    raw = .allocate(byteCount: blockFrames * converter.frameByteCount, alignment: 16)
  }

  deinit { raw.deallocate() }

  func takeChannelReport() -> Int32? { meter.takeReport() }

  func read(into mono: UnsafeMutablePointer<Float>, frames: Int, stop: StopFlag) throws(CaptureError) -> Int {
    stream.stop = stop
    let frameByteCount = converter.frameByteCount
    let wanted = min(frames, blockFrames) * frameByteCount
    while filled < frameByteCount {
      let got = stream.read(into: raw + filled, min(wanted - filled, left ?? .max))
      if got == 0 {
        if stream.failure != 0 {
          throw CaptureError(.io, "standard input: read: \(String(cString: strerror(-stream.failure)))")
        }
        return 0
      }
      filled += got
      if let rest = left { left = rest - got }
    }
    let count = filled / frameByteCount
    converter.convert(raw, frames: count, into: mono)
    meter.add(raw, frames: count)
    filled -= count * frameByteCount
    raw.copyMemory(from: raw + count * frameByteCount, byteCount: filled)
    return count
  }
}
