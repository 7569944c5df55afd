internal import EventReading

/// Events of a pipe as they come, or of a saved file at the speed of their streams.
///
/// A saved event is due at its `stream_s`, or with the event before it, where that is later: streams of several inputs run side by side.
struct EventFeed {
  enum Pace: Equatable {
    /// As it comes: a pipe.
    case live
    /// So many times as fast as it was.
    case saved(speed: Double)
    /// As fast as it goes.
    case atOnce
  }

  let pace: Pace
  private var lines: LineReader
  private var upcoming: (event: ReadEvent, due: Double)?
  private var lastDue = 0.0
  /// Read at a time, so that keys are heard beside a large file.
  private static let most = 500

  init(descriptor: Int32, pace: Pace) {
    lines = LineReader(descriptor: descriptor)
    self.pace = pace
  }

  var descriptor: Int32 { lines.descriptor }
  private(set) var isAtEnd = false
  /// Whether more is due already.
  private(set) var hasMore = false

  var clock: ViewerClock {
    switch pace {
    case .live: ViewerClock()
    case .saved(let speed): ViewerClock(speed: speed)
    case .atOnce: ViewerClock(speed: 0)
    }
  }

  /// Takes what has come, or what is due; of a pipe it reads once, which waits when nothing has come.
  /// - Parameter body: takes an event and when it is to be shown; nil for a line that is none.
  mutating func take(_ clock: inout ViewerClock, _ body: (ReadEvent?, Double) -> Void) {
    if pace == .live { lines.fill() }
    hasMore = false
    for _ in 0..<(pace == .live ? .max : Self.most) {
      guard let (event, due) = next() else { return }
      guard let event else {
        body(nil, clock.now)
        continue
      }
      switch pace {
      case .live: body(event, clock.now)
      case .saved:
        guard due <= clock.now else {
          upcoming = (event, due)
          return
        }
        body(event, due)
      case .atOnce:
        clock.jump(to: due)
        body(event, due)
      }
      lastDue = due
    }
    hasMore = true
  }

  /// The next line's event (nil: it is none) and when it is due; nil when there is no line for now.
  private mutating func next() -> (ReadEvent?, Double)? {
    if let waiting = upcoming {
      upcoming = nil
      return waiting
    }
    while true {
      if let line = lines.next() {
        let event = ReadEvent(line: line)
        return (event, max(lastDue, event?.streamSeconds ?? 0))
      } else if lines.isAtEnd {
        isAtEnd = true
        return nil
      } else if pace == .live {
        return nil
      } else {
        lines.fill()
      }
    }
  }
}
