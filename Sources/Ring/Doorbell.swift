internal import CLinux
internal import Glibc

/// Wakes the analysis thread when samples or marks have come: an eventfd, so that it can also stand in a `poll` set.
///
/// Rings before a `wait` are remembered (once); the capture side never blocks on it.
public final class Doorbell: Sendable {
  /// Readable after a ring; for a `poll` or `epoll` set.
  public let descriptor: Int32

  /// - Throws: `DoorbellError` when the process has no descriptor left.
  public init() throws(DoorbellError) {
    descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    if descriptor < 0 { throw DoorbellError(code: errno) }
  }

  deinit { close(descriptor) }

  /// Wakes the waiting thread, or lets its next `wait` return at once.
  /// - Real-time: yes (one system call that does not block).
  @_noLocks public func ring() {
    let target = descriptor
    // The write can fail only when 2^64 − 2 rings were not waited for; the bell is then ringing anyway.
    _unsafePerformance {
      _ = eventfd_write(target, 1)
    }
  }

  /// Waits for a ring, at most `timeoutMilliseconds` (−1: for ever).
  /// - Returns: `false` when the time was up or a signal came.
  /// - Real-time: yes (it sleeps; no allocation, no lock).
  @discardableResult
  @_noLocks public func wait(timeoutMilliseconds: Int32) -> Bool {
    let target = descriptor
    return _unsafePerformance {
      var entry = pollfd(fd: target, events: Int16(POLLIN), revents: 0)
      guard poll(&entry, 1, timeoutMilliseconds) > 0 else { return false }
      var rings: eventfd_t = 0
      return eventfd_read(target, &rings) == 0
    }
  }
}

/// No eventfd could be made.
public struct DoorbellError: Error, CustomStringConvertible {
  /// The errno of `eventfd`.
  public let code: Int32

  public var description: String {
    "eventfd: \(String(cString: strerror(code))) (\(code)); raise the limit of open files (ulimit -n)"
  }
}
