internal import EventReading
internal import Glibc

/// The events as lines of text: for a file, a pipe, or a terminal without a screen.
public struct PlainView {
  private let watched: Watched

  public init(_ watched: Watched) {
    self.watched = watched
  }

  /// Prints until the events end.
  /// - Returns: the exit code, a listening process's own where there is one.
  /// - Throws: `WatchingError` when no event came, or the output failed.
  public func run() throws(WatchingError) -> Int32 {
    // A reader that has read enough ends it well.
    signal(SIGPIPE, SIG_IGN)
    var feed = watched.makeFeed()
    var clock = feed.clock
    var lines = PlainLines()
    var (events, unreadable) = (0, 0)
    var text = ""
    while !feed.isAtEnd {
      feed.take(&clock) { event, _ in
        guard let event else {
          unreadable += 1
          return
        }
        events += 1
        if let line = lines.line(event) { text += line + "\n" }
      }
      guard try Self.write(text) else { return 0 }
      text = ""
      if watched.child == nil, events == 0, feed.isAtEnd || unreadable > Watched.mostUnreadable {
        throw Watched.noEvents(unreadable: unreadable)
      }
      if case .saved = feed.pace { usleep(20_000) }
    }
    return watched.child?.wait(seconds: 10) ?? 0
  }

  /// What has come is written at once: somebody may be reading along.
  /// - Returns: false when nobody reads.
  private static func write(_ text: String) throws(WatchingError) -> Bool {
    let bytes = Array(text.utf8)
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress.map { $0 + offset }, $0.count - offset) }
      // Who reads has read enough.
      if count < 0, errno == EPIPE { return false }
      if count < 0, errno != EINTR { throw WatchingError("standard output: \(String(cString: strerror(errno)))", exitCode: 74) }
      offset += max(0, count)
    }
    return true
  }
}
