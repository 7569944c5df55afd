/// What raw samples on standard input are: nothing in them says it.
public struct RawFormat: Equatable, Sendable {
  /// Frames a second.
  public var rateHz: Int
  public var channels: Int
  public var format: SampleFormat

  public init(rateHz: Int = 16000, channels: Int = 1, format: SampleFormat = .s16LE) {
    self.rateHz = rateHz
    self.channels = channels
    self.format = format
  }

  /// - Throws: `CaptureError` (usage) for a rate outside 8–192 kHz, or channels outside 1…8.
  func check() throws(CaptureError) {
    guard (8000...192_000).contains(rateHz) else {
      throw CaptureError(.usage, "--rate \(rateHz): raw samples come at 8000…192000 Hz")
    }
    guard (1...8).contains(channels) else {
      throw CaptureError(.usage, "--channels \(channels): raw samples have 1…8 channels")
    }
  }
}
