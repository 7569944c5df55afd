import Glibc

/// Standard output as the next reader of a pipe.
enum Echo {
  /// - Parameter line: without its line feed.
  /// - Returns: `false` when nobody reads it any more.
  static func write(_ line: [UInt8]) -> Bool {
    var rest = (line + [UInt8(ascii: "\n")])[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      if written < 0, errno == EAGAIN {
        var entry = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
        poll(&entry, 1, -1)
        continue
      }
      guard written > 0 else { return false }
      rest = rest.dropFirst(written)
    }
    return true
  }
}
