internal import Ring

/// A whole audio file as mono blocks, decoded and mixed exactly as `FileSource` does.
public final class MonoReader {
  private static let blockFrames = 4096
  private let reader: AudioFileReader
  private let stop = StopFlag()

  /// - Throws: `CaptureError` when the file cannot be opened or lacks the channel.
  public init(path: String, channel: ChannelChoice) throws(CaptureError) {
    reader = try AudioFileReader(AudioFile(path: path), name: path, channel: channel, blockFrames: Self.blockFrames)
  }

  public var rateHz: Int { reader.rateHz }
  public var channels: Int { reader.channels }
  /// Container and encoding, such as `FLAC/PCM_16`.
  public var formatName: String { reader.formatName }

  /// - Returns: how many samples were read into `mono`; 0 at the end.
  /// - Throws: `CaptureError` when the file is damaged on the way.
  public func read(into mono: UnsafeMutableBufferPointer<Float>) throws(CaptureError) -> Int {
    guard let base = mono.baseAddress else { return 0 }
    return try reader.read(into: base, frames: mono.count, stop: stop)
  }

  /// What the file's channels carried, once after the block that ends a second; see `Mark.code`.
  public func takeChannelReport() -> Int32? { reader.takeChannelReport() }

  /// Everything from here to the end.
  /// - Returns: `[samples]`.
  /// - Throws: `CaptureError` when the file is damaged on the way.
  public func readAll() throws(CaptureError) -> [Float] {
    var samples: [Float] = []
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: Self.blockFrames)
    defer { block.deallocate() }
    while true {
      let count = try read(into: block)
      if count == 0 { return samples }
      samples.append(contentsOf: block[..<count])
    }
  }
}
