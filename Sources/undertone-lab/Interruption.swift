import Foundation
import Synchronization

private let asked = Atomic<Bool>(false)

/// Whether Ctrl-C was pressed (or SIGTERM came); the second time ends the program at once.
enum Interruption {
  static func watch() {
    // A handler may only set the flag and end: everything else is not safe within a signal.
    let handler: @convention(c) (Int32) -> Void = { number in
      if asked.exchange(true, ordering: .relaxed) { _exit(128 + number) }
    }
    signal(SIGINT, handler)
    signal(SIGTERM, handler)
    // A parent's worker thread may have started us with signals blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  static var isAsked: Bool { asked.load(ordering: .relaxed) }
}
