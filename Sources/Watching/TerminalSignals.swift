internal import CLinux
internal import Glibc

/// The signals of somebody at a terminal, as something to wait for.
struct TerminalSignals: ~Copyable {
  enum Arrival: Equatable {
    case end
    /// Ctrl-Z.
    case suspend
    case goOn
    case resize
    /// Nothing that is told here.
    case other
  }

  let descriptor: Int32
  private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH]

  /// Blocks the signals for this thread, and SIGTTOU, so that the terminal may be given back from the background.
  /// - Returns: nil when the process has no descriptor left.
  init?() {
    signal(SIGPIPE, SIG_IGN)
    var set = Self.set(Self.numbers)
    descriptor = signalfd(-1, &set, Int32(SFD_CLOEXEC) | Int32(SFD_NONBLOCK))
    guard descriptor >= 0 else { return nil }
    var blocked = Self.set(Self.numbers + [SIGTTOU])
    pthread_sigmask(SIG_BLOCK, &blocked, nil)
  }

  deinit { close(descriptor) }

  private static func set(_ numbers: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for number in numbers { sigaddset(&set, number) }
    return set
  }

  /// The next signal that has come, if any has.
  func next() -> Arrival? {
    var info = signalfd_siginfo()
    guard read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 else { return nil }
    switch Int32(info.ssi_signo) {
    case SIGINT, SIGTERM, SIGHUP, SIGQUIT: return .end
    case SIGTSTP: return .suspend
    case SIGCONT: return .goOn
    case SIGWINCH: return .resize
    default: return .other
    }
  }

  /// Stops the process, as Ctrl-Z asked; returns when it goes on.
  func stopProcess() {
    var set = Self.set([SIGTSTP])
    raise(SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }
}
