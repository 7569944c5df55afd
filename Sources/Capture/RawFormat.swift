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

  /// - Throws: `CaptureError` (usage) for a rate or a number of channels that `AudioFile` does not read either.
  func check() throws(CaptureError) {
    let (rates, counts) = (AudioFile.rates, AudioFile.channelCounts)
    guard rates.contains(rateHz) else {
      throw CaptureError(.usage, "--rate \(rateHz): raw samples come at \(rates.lowerBound)…\(rates.upperBound) Hz")
    }
    guard counts.contains(channels) else {
      throw CaptureError(.usage, "--channels \(channels): raw samples have 1…\(counts.upperBound) channels")
    }
  }
}
