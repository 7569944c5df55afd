internal import Glibc

/// One line at a time to a target: whole, or its rest later, never half a line before another.
struct LineOutput {
  enum Readiness {
    case writable
    /// The other descriptor has something, or nobody reads the FIFO.
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

  private let path: String?
  /// −1: a FIFO that nobody reads.
  private var descriptor: Int32
  private var line: [UInt8] = []
  private var written = 0
  /// A device that has no room (a full disk) is tried again this often.
  private let retryMilliseconds: Int32 = 500
  private var mustPause = false
  private let readerMilliseconds: Int32 = 200

  init(_ target: EventTarget) {
    path = target.path
    descriptor = target.descriptor
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
    if descriptor < 0 { awaitReader(bell) }
    guard descriptor >= 0 else { return .rung }
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0), pollfd(fd: bell, events: Int16(POLLIN), revents: 0),
    ]
    let timeout: Int32 = deadline > 0 ? Int32(clamping: (deadline - MonotonicTime.now()) / 1_000_000 + 1) : 1000
    guard poll(&entries, 2, timeout) > 0 else { return .rung }
    if entries[0].revents & Int16(POLLOUT) != 0 { return .writable }
    if entries[0].revents & Int16(POLLERR | POLLHUP | POLLNVAL) != 0 {
      // A FIFO's next reader is waited for; a device that hangs up is tried again slowly.
      mustPause = entries[0].revents & Int16(POLLERR) == 0
      return loseReader() ? .rung : .readerGone
    }
    return .rung
  }

  /// A FIFO's next reader is looked for whenever something happens, and a few times a second.
  private mutating func awaitReader(_ bell: Int32) {
    guard let path else { return }
    // It makes no file where a FIFO was taken away.
    if case .opened(let opened) = EventTarget.open(path, orMake: false) {
      descriptor = opened
    } else {
      var entry = pollfd(fd: bell, events: Int16(POLLIN), revents: 0)
      poll(&entry, 1, readerMilliseconds)
    }
  }

  /// - Returns: whether another may come: the line that was begun is then kept for it, whole.
  private mutating func loseReader() -> Bool {
    guard path != nil else { return false }
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    written = 0
    return true
  }

  /// Opens a file again that may have been renamed. Where that fails, the old one is written on.
  /// - Returns: what went wrong (errno).
  /// - Precondition: no line is pending.
  mutating func reopen() -> Int32? {
    guard let path, descriptor >= 0 else { return nil }
    switch EventTarget.open(path, orMake: true) {
    case .opened(let opened):
      close(descriptor)
      descriptor = opened
    case .noReader: _ = loseReader()
    case .failed(let code): return code
    }
    return nil
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
      case EPIPE: return loseReader() ? .progress : .readerGone
      // A terminal whose window was closed answers EIO; a disk that fails does, too.
      case EBADF where path == nil, EIO where path == nil: return .readerGone
      case EAGAIN: return .progress
      case let code:
        mustPause = true
        return .failed(code)
      }
    }
    return .progress
  }
}
