public import Ring

/// Files that one thread plays in turn, a block of 10 ms of each: a thousand recordings need no thousand threads.
///
///     for each file: read a block ─▶ mono ─▶ due, and room? ─▶ ring      one ring of the doorbell a round; then sleep until the next is due
public struct FileDeck: ~Copyable, Sendable {
  // SAFETY: reached through this value alone, which is moved to one thread; `filled` of them are initialised.
  private nonisolated(unsafe) let players: UnsafeMutablePointer<FilePlayer>
  private let capacity: Int
  private var filled = 0

  /// Room for so many files.
  public init(capacity: Int) {
    self.capacity = capacity
    players = .allocate(capacity: capacity)
  }

  deinit {
    players.deinitialize(count: filled)
    players.deallocate()
  }

  /// Adds a file; its time begins now.
  /// - Precondition: there is room, and `source` was not played before.
  public mutating func add(
    _ source: FileSource, samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer, doorbell: Doorbell? = nil
  ) {
    precondition(filled < capacity, "a deck for \(capacity) files")
    source.take()
    (players + filled).initialize(to: FilePlayer(source, samples: samples, marks: marks, doorbell: doorbell))
    filled += 1
  }

  /// Plays all of them to their ends, or until stopped.
  /// - Parameter doorbell: rung after a round in which anything was published, or found no room.
  public mutating func run(doorbell: Doorbell, stop: StopFlag) {
    var playing = Array(0..<filled)
    var pause = Self.shortestPause
    while !playing.isEmpty, !stop.isStopped {
      var (published, isFull) = (false, false)
      var next = Int64.max
      playing.removeAll { index in
        while true {
          switch players[index].advance(stop: stop) {
          case .published:
            published = true
            // At real pace the next block is asked for its time; at full pace it is the others' turn.
            if players[index].isPaced { continue }
            next = 0
            return false
          case .full:
            isFull = true
            return false
          case .due(let moment):
            next = min(next, moment)
            return false
          case .ended:
            published = true
            return true
          }
        }
      }
      if published || isFull { doorbell.ring() }
      if published { pause = Self.shortestPause }
      guard next > 0, !playing.isEmpty else { continue }
      if isFull {
        MonotonicClock.sleep(until: min(next, MonotonicClock.now() + pause))
        // Soon at first, to keep a fast reader fed; 5 ms in the end, to sleep beside a reader that waits itself.
        pause = min(pause * 2, Self.longestPause)
      } else {
        // Many are due at as many moments: they are served together.
        MonotonicClock.sleep(until: playing.count > Self.fewFiles ? max(next, MonotonicClock.now() + Self.roundNanoseconds) : next)
      }
    }
    for index in playing { players[index].end(stop: stop) }
    doorbell.ring()
  }

  /// With more files than this a round is made every 5 ms, whichever are due.
  private static let fewFiles = 16
  private static let roundNanoseconds: Int64 = 5_000_000
  private static let shortestPause: Int64 = 50_000
  private static let longestPause: Int64 = 5_000_000
}
