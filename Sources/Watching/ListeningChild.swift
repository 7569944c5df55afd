internal import Glibc

/// `undertone listen` as a process of its own, so that its real-time path is what it always is.
public final class ListeningChild {
  private let process: pid_t
  /// What it prints.
  let events: Int32
  /// Its diagnostics; −1: they go where this process's go.
  let diagnostics: Int32
  private var status: Int32?

  /// - Parameters:
  ///   - readsInput: whether it needs standard input; a terminal's keys are not for it otherwise.
  ///   - keepsDiagnostics: whether its diagnostics are read here, so that they do not run over the screen.
  /// - Throws: `WatchingError` when the system has no process or descriptor left.
  public init(arguments: [String], readsInput: Bool, keepsDiagnostics: Bool) throws(WatchingError) {
    let output = try Self.pipe()
    let errors = keepsDiagnostics ? try Self.pipe() : (read: -1, write: -1)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_adddup2(&actions, output.write, STDOUT_FILENO)
    if keepsDiagnostics { posix_spawn_file_actions_adddup2(&actions, errors.write, STDERR_FILENO) }
    if !readsInput { posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) }
    // It takes its signals as it would by itself. The process group stays: Ctrl-Z stops the microphone, too.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = (["undertone"] + arguments).map { strdup($0) } + [nil]
    var process: pid_t = 0
    let code = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &words, environ)
    for word in words { free(word) }
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
    close(output.write)
    if keepsDiagnostics { close(errors.write) }
    guard code == 0 else { throw WatchingError("cannot start undertone listen: \(String(cString: strerror(code)))", exitCode: 71) }
    (self.process, events, diagnostics) = (process, output.read, errors.read)
  }

  deinit {
    close(events)
    if diagnostics >= 0 { close(diagnostics) }
  }

  private static func pipe() throws(WatchingError) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw WatchingError("no pipe: \(String(cString: strerror(errno)))", exitCode: 71) }
    // The child keeps what stands at its standard descriptors alone.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  /// Asks it to end.
  func terminate() {
    if status == nil { kill(process, SIGTERM) }
  }

  /// Its exit code (128 and the signal's number where one ended it), after at most so long; what does not end then is killed.
  func wait(seconds: Double) -> Int32 {
    if let status { return status }
    let deadline = ViewerClock.monotonic + seconds
    var raw: Int32 = 0
    while waitpid(process, &raw, WNOHANG) == 0 {
      if ViewerClock.monotonic > deadline { kill(process, SIGKILL) }
      // It hangs in the kernel, in a driver: nobody waits for that.
      if ViewerClock.monotonic > deadline + 1 { return 128 + SIGKILL }
      usleep(5000)
    }
    let code = raw & 0x7F == 0 ? raw >> 8 & 0xFF : 128 + raw & 0x7F
    status = code
    return code
  }
}
