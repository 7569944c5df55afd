internal import Ring

/// Mono frames from a file or a stream, a block at a time.
protocol FrameReader: AnyObject {
  var rateHz: Int { get }
  var channels: Int { get }
  /// Container and encoding, for the `start` event.
  var formatName: String { get }

  /// Reads between one and `frames` frames into `mono`; what waits for input gives up when `stop` is set.
  /// - Returns: how many; 0 at the end.
  /// - Throws: `CaptureError` (format, I/O) when the input is damaged or fails on the way.
  func read(into mono: UnsafeMutablePointer<Float>, frames: Int, stop: StopFlag) throws(CaptureError) -> Int

  /// What the channels carried, once after each second; see `Mark.code`.
  func takeChannelReport() -> Int32?
}
