/// Cuts a stream of bytes into lines, whatever chunks it comes in.
///
/// - Units: bytes; a line comes without its newline.
package struct LineSplitter {
  /// The longest line that is kept; an event has about 500 bytes.
  package static let longest = 1 << 20

  private var rest: [UInt8] = []
  private var isSkipping = false
  /// Lines that were longer than that, and were left out.
  package private(set) var tooLong = 0

  package init() {}

  /// The lines that `bytes` ends.
  package mutating func lines(of bytes: some Collection<UInt8>) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var pieces = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    while let piece = pieces.popFirst() {
      if isSkipping || rest.count + piece.count > Self.longest {
        if !isSkipping { tooLong += 1 }
        (isSkipping, rest) = (pieces.isEmpty, [])
        continue
      }
      rest += piece
      if !pieces.isEmpty {
        result.append(rest)
        rest = []
      }
    }
    return result
  }

  /// What stands behind the last newline when the stream has ended; empty when nothing does.
  package mutating func end() -> [UInt8] {
    defer { rest = [] }
    return rest
  }
}
