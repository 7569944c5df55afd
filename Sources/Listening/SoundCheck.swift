public import Capture
internal import Glibc
internal import Ring

/// A microphone listened to for a moment, without a model: does it deliver, at its rate, and is there sound?
public struct SoundCheck: Sendable, Equatable {
  /// How long was listened, and how long the sound was that came.
  public var listenedSeconds = 0.0
  public var heardSeconds = 0.0
  /// Samples lost, and how often the microphone was.
  public var lostSamples: UInt64 = 0
  public var losses = 0
  /// Largest and smallest sample, and the root of the mean square, full scale 1.
  public var highest: Float = -.infinity
  public var lowest: Float = .infinity
  public var level: Float = 0
  /// Frames a second by the clock; nil when too few came.
  public var measuredRateHz: Double?

  public init() {}

  /// Whether there is a sample, and all are the same: nothing is connected, or it is muted.
  public var isDead: Bool { highest == lowest }
  public var peak: Float { max(abs(highest), abs(lowest)) }

  /// Listens for so many seconds; a device that needs time to begin has two more.
  /// - Throws: `ListeningError` when the system has no thread or descriptor left.
  public static func listen(to source: any Source, seconds: Double) throws(ListeningError) -> SoundCheck {
    let bell: Doorbell
    do { bell = try Doorbell() } catch { throw ListeningError(.system, error.description) }
    let (samples, marks, stop) = (SampleRing(capacity: 2 * source.format.rateHz), MarkRing(capacity: 1024), StopFlag())
    let sampleEnd = samples.makeConsumer()
    let markEnd = marks.makeConsumer()
    let thread = try RealTimeThread(name: "capture", priority: 0) {
      source.run(samples: samples.makeProducer(), marks: marks.makeProducer(), doorbell: bell, stop: stop)
    }
    var check = SoundCheck()
    var sum = 0.0
    var count = 0
    var stamps: [(position: UInt64, nanoseconds: Int64)] = []
    var block = [Float](repeating: 0, count: 4096)
    var began = MonotonicTime.now()
    let deadline = began + Int64((seconds + 2) * 1e9)
    while MonotonicTime.now() < deadline, count == 0 || MonotonicTime.now() - began < Int64(seconds * 1e9) {
      bell.wait(timeoutMilliseconds: 50)
      while let mark = markEnd.peek() {
        switch mark.kind {
        case .time: stamps.append((mark.position, mark.nanoseconds))
        case .gap: check.lostSamples += mark.lost
        case .deviceLost: check.losses += 1
        default: break
        }
        markEnd.drop()
      }
      while true {
        var span = block.mutableSpan
        let got = sampleEnd.read(into: &span)
        if got == 0 { break }
        if count == 0 { began = MonotonicTime.now() }
        for sample in block[..<got] {
          check.highest = max(check.highest, sample)
          check.lowest = min(check.lowest, sample)
          sum += Double(sample) * Double(sample)
        }
        count += got
      }
    }
    stop.stop()
    thread.join()
    check.listenedSeconds = Double(MonotonicTime.now() - began) / 1e9
    check.heardSeconds = Double(count) / Double(source.format.rateHz)
    check.level = count > 0 ? Float((sum / Double(count)).squareRoot()) : 0
    if check.losses == 0, check.lostSamples == 0 { check.measuredRateHz = medianRate(stamps) }
    return check
  }

  /// The median over all stretches of half a second, so that one late stamp, or one stall, is no other rate; nil for less than a second.
  private static func medianRate(_ stamps: [(position: UInt64, nanoseconds: Int64)]) -> Double? {
    guard let first = stamps.first, let last = stamps.last, last.nanoseconds - first.nanoseconds >= 1_000_000_000 else { return nil }
    let rates = stamps.indices.compactMap { start -> Double? in
      let from = stamps[start]
      guard let to = stamps[start...].first(where: { $0.nanoseconds - from.nanoseconds >= 500_000_000 }) else { return nil }
      return Double(to.position - from.position) * 1e9 / Double(to.nanoseconds - from.nanoseconds)
    }
    return rates.sorted()[rates.count / 2]
  }
}
