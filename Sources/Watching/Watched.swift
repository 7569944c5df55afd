internal import Glibc

/// What is watched: a listening process, a pipe of events, or a saved file of them.
public enum Watched {
  case child(ListeningChild)
  /// - Parameter speed: of a regular file; nil: as fast as it goes. A pipe is shown as it comes.
  case standardInput(speed: Double?)

  var child: ListeningChild? {
    if case .child(let child) = self { return child }
    return nil
  }

  func makeFeed() -> EventFeed {
    switch self {
    case .child(let child): EventFeed(descriptor: child.events, pace: .live)
    case .standardInput(let speed):
      if Self.isSaved {
        EventFeed(descriptor: STDIN_FILENO, pace: speed.map { .saved(speed: $0) } ?? .atOnce)
      } else {
        EventFeed(descriptor: STDIN_FILENO, pace: .live)
      }
    }
  }

  private static var isSaved: Bool {
    var about = stat()
    return fstat(STDIN_FILENO, &about) == 0 && about.st_mode & S_IFMT == S_IFREG
  }

  /// What is said when the input ended without one event.
  static func noEvents(unreadable: Int) -> WatchingError {
    let input = "standard input "
    guard unreadable > 0 else {
      return WatchingError(input + "ended without an event; undertone listen | undertone watch shows a microphone", exitCode: 66)
    }
    return WatchingError(
      input + "holds no events of undertone listen; a recording is watched with --input FILE, or --input - from a pipe", exitCode: 65)
  }

  /// Lines that are no events before it is clear that no event will come.
  static let mostUnreadable = 16
}
