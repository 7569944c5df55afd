internal import Glibc

/// One line at a time to a descriptor: whole, or its rest later, never half a line before another.
struct LineOutput {
  enum Readiness {
    case writable
    /// The other descriptor has something.
    case rung
    case readerGone
    case deadline
  }

  enum Outcome {
    case progress
    case readerGone
    /// No room, or a fault of the medium (errno): the line's rest is kept, to be tried again.
    case failed(Int32)
  }

  let descriptor: Int32
  private var line: [UInt8] = []
  private var written = 0
  /// A device that has no room (a full disk) is tried again this often.
  private let retryMilliseconds: Int32 = 500
  private var mustPause = false

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// Whether a line is not yet wholly written.
  var isPending: Bool { written < line.count }

  mutating func begin(_ line: [UInt8]) {
    self.line = line
    written = 0
  }

  /// - Parameter deadline: CLOCK_MONOTONIC nanoseconds; 0: none.
  mutating func waitUntilWritable(orRung bell: Int32, deadline: Int64) -> Readiness {
    if mustPause {
      mustPause = false
      poll(nil, 0, retryMilliseconds)
    }
    if deadline > 0, MonotonicTime.now() >= deadline { return .deadline }
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0), pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
    ]
    let timeout: Int32 = deadline > 0 ? Int32(clamping: (deadline - MonotonicTime.now()) / 1_000_000 + 1) : 1000
    guard poll(&entries, 2, timeout) > 0 else { return .rung }
    if entries[0].revents & Int16(POLLOUT) != 0 { return .writable }
    if entries[0].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 { return .readerGone }
    return .rung
  }

  /// Writes as much of the line as goes without waiting.
  mutating func write() -> Outcome {
    while isPending {
      let count = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written) }
      if count > 0 {
        written += count
        continue
      }
      switch errno {
      case EINTR: continue
      // A terminal whose window was closed answers EIO.
      case EPIPE, EBADF, EIO: return .readerGone
      case EAGAIN: return .progress
      case let code:
        mustPause = true
        return .failed(code)
      }
    }
    return .progress
  }
}
