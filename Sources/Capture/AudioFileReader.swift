internal import Glibc
internal import Ring

/// Frames of what libsndfile reads: a file, or FLAC on a pipe.
final class AudioFileReader: FrameReader {
  private var file: AudioFile
  private let stream: InputStream?
  private let converter: MonoConverter
  private let interleaved: UnsafeMutablePointer<Float>  // [blockFrames, channels]
  private let blockFrames: Int
  private let meter: ChannelMeter

  /// - Throws: `CaptureError` (usage) when the file lacks the channel.
  init(
    _ file: consuming AudioFile, stream: InputStream? = nil, name: String, channel: ChannelChoice, blockFrames: Int
  ) throws(CaptureError) {
    try channel.check(channels: file.channels, of: name)
    converter = MonoConverter(format: .floatNative, channels: file.channels, choice: channel)
    meter = ChannelMeter(floatChannels: file.channels, choice: channel, rateHz: file.rateHz)
    interleaved = .allocate(capacity: blockFrames * file.channels)
    interleaved.initialize(repeating: 0, count: blockFrames * file.channels)
    self.blockFrames = blockFrames
    self.stream = stream
    self.file = file
  }

  deinit { interleaved.deallocate() }

  func takeChannelReport() -> Int32? { meter.takeReport() }

  var rateHz: Int { file.rateHz }
  var channels: Int { file.channels }
  var formatName: String { file.formatName }

  func read(into mono: UnsafeMutablePointer<Float>, frames: Int, stop: StopFlag) throws(CaptureError) -> Int {
    stream?.stop = stop
    // Not across a second's end, so that its report stands at the same sample whatever the block.
    let wanted = min(frames, blockFrames, meter.framesUntilReport()) * converter.channels
    var span = MutableSpan(_unsafeStart: interleaved, count: wanted)
    let count: Int
    do throws(CaptureError) {
      count = try file.read(into: &span)
    } catch {
      // Stopped in the middle of a FLAC frame: an end, and no damage.
      if stop.isStopped { return 0 }
      try checkStream()
      throw error
    }
    if count == 0 { try checkStream() }
    converter.convert(interleaved, frames: count, into: mono)
    meter.add(interleaved, frames: count)
    return count
  }

  /// - Throws: `CaptureError` (I/O) when the pipe itself failed, whatever libsndfile made of that.
  private func checkStream() throws(CaptureError) {
    if let stream, stream.failure != 0 {
      throw CaptureError(.io, "standard input: read: \(String(cString: strerror(-stream.failure)))")
    }
  }
}
