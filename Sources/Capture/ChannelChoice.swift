/// How several channels become one.
public enum ChannelChoice: Sendable, Equatable, CustomStringConvertible {
  /// The mean of all.
  case mix
  /// One of them, counted from 1 as on the command line.
  case index(Int)

  /// `mix`, or a number from 1.
  public init?(_ text: String) {
    if text == "mix" {
      self = .mix
    } else if let index = Int(text), index >= 1 {
      self = .index(index)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .mix: "mix"
    case .index(let index): String(index)
    }
  }

  /// - Throws: `CaptureError` (usage) when the source has no such channel.
  func check(channels: Int, of name: String) throws(CaptureError) {
    guard case .index(let index) = self, !(1...channels).contains(index) else { return }
    throw CaptureError(
      .usage, "\(name): there is no channel \(index): it has \(channels); give --channel 1…\(channels), or mix")
  }
}
