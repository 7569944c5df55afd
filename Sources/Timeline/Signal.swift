/// The microphone is suspicious, or well again.
public struct Signal: BitwiseCopyable, Sendable {
  /// In the order in which one of them hides another: see README, "What it prints".
  public enum State: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case ok, swappedChannel, dead, stuckBits, wrongRate, clipping, hum, tooQuiet, deadChannel, dcOffset

    /// As the events spell it.
    public var name: StaticString {
      switch self {
      case .ok: "ok"
      case .swappedChannel: "swapped-channel"
      case .dead: "dead"
      case .stuckBits: "stuck-bits"
      case .wrongRate: "wrong-rate"
      case .clipping: "clipping"
      case .hum: "hum"
      case .tooQuiet: "too-quiet"
      case .deadChannel: "dead-channel"
      case .dcOffset: "dc-offset"
      }
    }
  }

  public var state: State
  /// Whether answers are withheld.
  public var isBad: Bool
  /// What the state measures: see `detail`.
  public var value: Float
  public var level: Float
  /// Channels that are silent (bits 0–7), that carry sound (8–15), and the chosen one (16–23, 0: mix).
  public var channels: Int32

  @_noLocks public init(_ state: State, isBad: Bool, value: Float = 0, level: Float = 0, channels: Int32 = 0) {
    self.state = state
    self.isBad = isBad
    self.value = value
    self.level = level
    self.channels = channels
  }
}

extension Signal {
  /// A sentence with the number.
  var detail: String {
    switch state {
    case .ok: "well again"
    case .dead: "every sample is \(Self.text(value, decimals: 4))"
    case .stuckBits: value < 0.5 ? "the sign bit never changes" : "the bit \(Int(value)) below the sign bit never changes"
    case .wrongRate: "voices at \(Self.text(value, decimals: 0)) Hz: the device's rate is likely three times the one it states"
    case .clipping:
      "\(Self.text(100 * value, decimals: 1)) % of samples at "
        + (level > 0.98 ? "full scale" : "\(Self.text(level, decimals: 2)) of full scale")
    case .hum: "\(Self.text(level, decimals: 0)) Hz hum \(Self.text(value, decimals: 1)) dB above everything else"
    case .tooQuiet: "\(Self.text(value, decimals: 1)) dBFS at its loudest"
    case .dcOffset: "offset of \(Self.text(value, decimals: 3)) of full scale"
    case .deadChannel: "silent: channel \(Self.list(channels)); with sound: \(Self.list(channels >> 8))"
    case .swappedChannel: "channel \((channels >> 16) & 0xFF) is silent; with sound: \(Self.list(channels >> 8))"
    }
  }

  private static func text(_ value: Float, decimals: Int) -> String {
    var line = JSONLine()
    line.number(Double(value), decimals: decimals)
    return String(decoding: line.bytes, as: UTF8.self)
  }

  /// The numbers of the channels in the low eight bits, from 1.
  private static func list(_ mask: Int32) -> String {
    (0..<8).filter { mask & (1 << Int32($0)) != 0 }.map { "\($0 + 1)" }.joined(separator: ", ")
  }
}
