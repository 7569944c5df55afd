internal import Glibc

/// The time by which the view judges what is fresh: the machine's, or that of a saved stream as it is played.
struct ViewerClock {
  /// Seconds of the stream for a second of the machine; nil: the machine's time counts.
  private let speed: Double?
  private var position = 0.0
  private var since = ViewerClock.monotonic
  private(set) var isRunning = true

  /// - Parameter speed: of a saved stream.
  init(speed: Double? = nil) {
    self.speed = speed
  }

  static var monotonic: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// In seconds.
  var now: Double {
    guard let speed else { return Self.monotonic }
    return isRunning ? position + (Self.monotonic - since) * speed : position
  }

  mutating func run(_ runs: Bool) {
    position = now
    since = Self.monotonic
    isRunning = runs
  }

  /// A saved stream has been played up to here.
  mutating func jump(to seconds: Double) {
    (position, since) = (seconds, Self.monotonic)
  }
}
