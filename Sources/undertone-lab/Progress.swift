import Corpus
import Synchronization

/// Tells how far pieces of work are: on a terminal in one line that changes, else in a line every ten seconds. Ctrl-C stops them.
final class Progress: Sendable {
  private struct Piece {
    var start: ContinuousClock.Instant
    var lastTold: ContinuousClock.Instant
    /// What was done before the clock was started.
    var first: Int
  }

  private let pieces = Mutex<[String: Piece]>([:])

  /// Work that takes less than a second is not worth a line.
  private static let patience = Duration.seconds(1)
  private static let interval: Duration = Terminal.isInteractive ? .milliseconds(100) : .seconds(10)

  /// Who is told, and asks for the stop.
  static func watcher() -> Watcher {
    Interruption.watch()
    let progress = Progress()
    return Watcher(tell: { progress.tell($0, $1, $2) }, isStopped: { Interruption.isAsked })
  }

  private func tell(_ what: String, _ done: Int, _ total: Int) {
    let now = ContinuousClock.now
    pieces.withLock { pieces in
      var piece = pieces[what] ?? Piece(start: now, lastTold: now, first: done)
      defer { pieces[what] = done < total ? piece : nil }
      guard done < total else {
        if Terminal.isInteractive, now - piece.start > Self.patience { Terminal.replace("") }
        return
      }
      guard now - piece.start > Self.patience, now - piece.lastTold > Self.interval else { return }
      piece.lastTold = now
      let left = TimeLeft.text(passed: (now - piece.start) / .seconds(1), done: done - piece.first, total: total - piece.first)
      let text = "\(what): \(done) of \(total), \(100 * done / total) %  \(left)"
      if Terminal.isInteractive { Terminal.replace(text) } else { Terminal.write(text) }
    }
  }
}
