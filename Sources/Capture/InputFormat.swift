/// What a source delivers before it is made mono, as the `start` event tells it.
public struct InputFormat: Equatable, Sendable {
  /// `alsa`, `file` or `stdin`.
  public let kind: String
  /// The device's or the file's name as the user gave it.
  public let name: String
  /// Frames a second.
  public let rateHz: Int
  public let channels: Int
  /// ALSA's name (`S32_LE`), or libsndfile's container and encoding (`FLAC/PCM_16`).
  public let format: String

  public init(kind: String, name: String, rateHz: Int, channels: Int, format: String) {
    self.kind = kind
    self.name = name
    self.rateHz = rateHz
    self.channels = channels
    self.format = format
  }
}
