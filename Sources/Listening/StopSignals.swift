internal import CLinux
internal import Glibc

/// SIGINT and SIGTERM as something to wait for; SIGPIPE ignored, because a reader that goes is an answer of `write`. SIGHUP is ignored,
/// too: rereading the configuration is for a restart.
public struct StopSignals: ~Copyable {
  private let descriptor: Int32
  /// Written to when the stream has ended by itself.
  private let wake: Int32

  /// Call it before any thread is started: threads inherit which signals are blocked.
  /// - Throws: `ListeningError` when the process has no descriptor left.
  public init() throws(ListeningError) {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGHUP, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    pthread_sigmask(SIG_BLOCK, &set, nil)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC))
    wake = eventfd(0, Int32(EFD_CLOEXEC))
    guard descriptor >= 0, wake >= 0 else {
      throw ListeningError(.system, "no descriptor for signals: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close(descriptor)
    close(wake)
  }

  /// For the thread that ends `wait`.
  var waker: Int32 { wake }

  /// Runs `body`, which may wait for a device or for the first bytes of a pipe; a signal meanwhile ends the process, with exit code 0,
  /// because no stream has begun that a `stop` could end.
  public func whileOpening<Result>(_ body: () throws -> Result) throws -> Result {
    let opened = eventfd(0, Int32(EFD_CLOEXEC))
    let signals = descriptor
    let watch = try RealTimeThread(name: "opening", priority: 0) {
      var entries = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0), pollfd(fd: opened, events: Int16(POLLIN), revents: 0)]
      while poll(&entries, 2, -1) < 0 && errno == EINTR {}
      if entries[0].revents & Int16(POLLIN) != 0 { _exit(0) }
    }
    let result = Swift.Result { try body() }
    eventfd_write(opened, 1)
    watch.join()
    close(opened)
    return try result.get()
  }

  /// Waits for the waker, no longer than this.
  func waitForWaker(milliseconds: Int32) {
    var entry = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
    poll(&entry, 1, milliseconds)
  }

  /// - Returns: the signal, or `nil` when woken.
  func wait() -> Int32? {
    while true {
      var entries = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&entries, 2, -1) > 0 else { continue }
      if entries[0].revents & Int16(POLLIN) != 0 {
        var info = signalfd_siginfo()
        guard read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 else { continue }
        return Int32(info.ssi_signo)
      }
      if entries[1].revents != 0 { return nil }
    }
  }
}
