internal import Glibc

/// Lines of a descriptor, as they come.
///
///     while !lines.isAtEnd { lines.fill(); while let line = lines.next() { … } }
package struct LineReader {
  package let descriptor: Int32
  private var pending: [UInt8] = []
  private var offset = 0
  package private(set) var isAtEnd = false
  /// More than any event's line (4096): what is longer is cut.
  private static let longest = 65_536

  package init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Reads once; it waits when nothing has come.
  package mutating func fill() {
    pending.removeFirst(offset)
    offset = 0
    let count = withUnsafeTemporaryAllocation(byteCount: Self.longest, alignment: 1) { buffer in
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count > 0 { pending.append(contentsOf: buffer.prefix(count)) }
      return count
    }
    if count < 0, errno == EAGAIN {
      // A descriptor that others have made non-blocking.
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      poll(&entry, 1, -1)
      return
    }
    if count == 0 || (count < 0 && errno != EINTR) { isAtEnd = true }
  }

  /// The next whole line, and at the end the last one, without its line feed.
  package mutating func next() -> ArraySlice<UInt8>? {
    let rest = pending[offset...]
    if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      offset = end + 1
      return rest[..<end]
    }
    guard !rest.isEmpty, isAtEnd || rest.count >= Self.longest else { return nil }
    offset = pending.count
    return rest
  }
}
