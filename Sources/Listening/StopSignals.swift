internal import CLinux
internal import Glibc

/// SIGINT and SIGTERM as something to wait for; SIGPIPE ignored, because a reader that goes is an answer of `write`.
struct StopSignals: ~Copyable {
  private let descriptor: Int32
  /// Written to when the stream has ended by itself.
  private let wake: Int32

  /// Call it before any thread is started: threads inherit which signals are blocked.
  /// - Throws: `ListeningError` when the process has no descriptor left.
  init() throws(ListeningError) {
    signal(SIGPIPE, SIG_IGN)
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
