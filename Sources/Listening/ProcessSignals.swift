internal import CLinux
internal import Glibc

/// The process's signals as something to wait for: SIGINT and SIGTERM end it, SIGHUP reads the configuration again, SIGUSR1 asks for a
/// heartbeat.
///
/// SIGPIPE and SIGXFSZ are ignored, because a reader that goes and a file that may not grow are answers of `write`.
public struct ProcessSignals: ~Copyable {
  /// What came.
  enum Arrival: Equatable {
    case end(Int32)
    case reload
    case report
    /// Somebody called `wake`.
    case woken
    case timeout
  }

  private let descriptor: Int32
  /// Written to when the stream has ended, or the input is open.
  private let wake: Int32

  /// Call it before any thread is started: threads inherit which signals are blocked.
  /// - Throws: `ListeningError` when the process has no descriptor left.
  public init() throws(ListeningError) {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    var set = sigset_t()
    sigemptyset(&set)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGUSR1] { sigaddset(&set, number) }
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

  /// For the thread that ends `wait`: an eventfd.
  var waker: Int32 { wake }

  /// Waits, no longer than this.
  func wait(milliseconds: Int32) -> Arrival {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0), pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
    ]
    guard poll(&entries, 2, milliseconds) > 0 else { return .timeout }
    if entries[0].revents & Int16(POLLIN) != 0 {
      var info = signalfd_siginfo()
      guard read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 else { return .timeout }
      switch Int32(info.ssi_signo) {
      case SIGHUP: return .reload
      case SIGUSR1: return .report
      case let number: return .end(number)
      }
    }
    var count: eventfd_t = 0
    eventfd_read(wake, &count)
    return .woken
  }

  /// Waits for the waker, no longer than this, whatever signals come.
  func waitForWaker(milliseconds: Int32) {
    var entry = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
    poll(&entry, 1, milliseconds)
  }
}
