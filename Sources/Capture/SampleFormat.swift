/// How a sample is stored, under ALSA's name for it: what microphones give, and what WAV and AU streams hold besides.
public enum SampleFormat: String, Sendable, CaseIterable {
  case s16LE = "S16_LE"
  /// 24 bits in the low three of four bytes; the fourth is not ours to trust.
  case s24LE = "S24_LE"
  /// 24 bits in three bytes.
  case s24Packed = "S24_3LE"
  case s32LE = "S32_LE"
  case floatLE = "FLOAT_LE"
  // Streams only, below.
  case u8 = "U8"
  case s8 = "S8"
  case s16BE = "S16_BE"
  case s24PackedBE = "S24_3BE"
  case s32BE = "S32_BE"
  case floatBE = "FLOAT_BE"

  /// Those that a microphone may give and `--format` takes, the most exact first.
  public static let ofMicrophones: [SampleFormat] = [.s32LE, .s24LE, .s24Packed, .floatLE, .s16LE]

  /// A Float as this machine keeps it.
  static var floatNative: SampleFormat { Int(1).littleEndian == 1 ? .floatLE : .floatBE }

  /// Bytes from one sample to the next.
  public var byteCount: Int {
    switch self {
    case .u8, .s8: 1
    case .s16LE, .s16BE: 2
    case .s24Packed, .s24PackedBE: 3
    case .s24LE, .s32LE, .s32BE, .floatLE, .floatBE: 4
    }
  }
}
