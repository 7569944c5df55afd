internal import CLinux
internal import Glibc

/// The terminal while it shows the view: another screen without a cursor, keys as they are pressed; and given back as it was.
///
/// A terminal that was stopped (Ctrl-S) is never waited for.
final class Terminal {
  private static let entering = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let leaving = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

  private let output: Int32
  /// Where keys come from: the terminal itself, whatever standard input is. −1: there is none that listens to this process.
  let keys: Int32
  /// How it was set.
  private var before: termios?
  private(set) var isEntered = false

  /// - Parameter output: a descriptor of a terminal.
  init(output: Int32) {
    self.output = output
    keys = open("/dev/tty", O_RDWR | O_CLOEXEC)
  }

  deinit {
    leave()
    if keys >= 0 { close(keys) }
  }

  /// Whether this process may draw: a job in the background may not.
  var isForeground: Bool { keys < 0 || tcgetpgrp(keys) == getpgrp() }

  var size: (width: Int, height: Int) {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  func enter() {
    guard !isEntered else { return }
    isEntered = true
    var now = termios()
    if tcgetattr(output, &now) == 0 {
      before = now
      let bytes = Array(Self.leaving.utf8CString.dropLast())
      undertone_guard_terminal(output, &now, bytes, bytes.count)
      var raw = now
      // Signals stay the terminal's: Ctrl-C and Ctrl-Z do what they always do.
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
      tcsetattr(output, TCSANOW, &raw)
    }
    write(Array(Self.entering.utf8))
  }

  func leave() {
    guard isEntered else { return }
    isEntered = false
    write(Array(Self.leaving.utf8))
    if var before { tcsetattr(output, TCSANOW, &before) }
    undertone_unguard_terminal()
  }

  /// - Returns: false when the terminal takes nothing for now; nothing was written then.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    var entry = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
    guard poll(&entry, 1, 0) > 0, entry.revents & Int16(POLLOUT) != 0 else { return false }
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(output, $0.baseAddress.map { $0 + offset }, $0.count - offset) }
      if count < 0, errno != EINTR { return false }
      offset += max(0, count)
    }
    return true
  }
}
