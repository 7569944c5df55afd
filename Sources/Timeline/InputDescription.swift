/// One input, as its events tell it: all of `input` in its `start`, and which input an event is of where there are several.
public struct InputDescription: Sendable {
  /// `alsa`, `file` or `stdin`, and the name as it was given.
  public var kind: String
  public var name: String
  public var rateHz: Int
  public var channels: Int
  public var sampleFormat: String
  /// `mix`, or which channel is heard.
  public var channel: String
  /// Whether its capture has SCHED_FIFO.
  public var fifo: Bool
  /// Names the input in every event when a process has several.
  public var source: String?
  /// The channel's number in every event when each channel is a stream of its own.
  public var channelNumber: Int?

  public init(
    kind: String, name: String, rateHz: Int = 0, channels: Int = 0, sampleFormat: String = "", channel: String, fifo: Bool = false,
    source: String? = nil, channelNumber: Int? = nil
  ) {
    self.kind = kind
    self.name = name
    self.rateHz = rateHz
    self.channels = channels
    self.sampleFormat = sampleFormat
    self.channel = channel
    self.fifo = fifo
    self.source = source
    self.channelNumber = channelNumber
  }
}
