import Glibc
import Ring

/// Two threads on a ring, for ThreadSanitizer: `RingRace real` must be silent, `RingRace seeded` must be reported.
///
/// `seeded` runs a copy of the ring whose cursors are plain integers, so that a gate which sees nothing is found out.
/// Config/check-races.sh builds and runs both.
@main enum RingRace {
  /// Samples a thread passes on: some hundred laps.
  static let sampleCount = 200_000
  static let capacity = 1024

  static func main() {
    switch CommandLine.arguments.dropFirst().first {
    case "real": runReal()
    case "seeded": runSeeded()
    default:
      print("usage: RingRace real|seeded")
      exit(EX_USAGE)
    }
  }

  static func runReal() {
    let ring = SampleRing(capacity: capacity)
    let marks = MarkRing(capacity: 16)
    let thread = PosixThread {
      let producer = ring.makeProducer()
      let markProducer = marks.makeProducer()
      var position = 0
      while position < sampleCount {
        let count = min(position % 97 + 1, sampleCount - position)
        let block = (position..<position + count).map { Float($0) }
        _ = markProducer.write(Mark(kind: .time, position: UInt64(position)))
        while !producer.write(block.span) { sched_yield() }
        position += count
      }
    }
    let consumer = ring.makeConsumer()
    let markConsumer = marks.makeConsumer()
    var buffer = [Float](repeating: 0, count: 61)
    var position = 0
    while position < sampleCount {
      var span = buffer.mutableSpan
      let count = consumer.read(into: &span)
      check(buffer.prefix(count), at: position)
      position += count
      while let mark = markConsumer.peek(), mark.position < position { markConsumer.drop() }
    }
    thread.join()
  }

  static func runSeeded() {
    let ring = RacyRing(capacity: capacity)
    let thread = PosixThread {
      var position = 0
      while position < sampleCount {
        if ring.write(Float(position)) { position += 1 } else { sched_yield() }
      }
    }
    var position = 0
    while position < sampleCount {
      if let sample = ring.read() {
        check([sample], at: position)
        position += 1
      } else {
        sched_yield()
      }
    }
    thread.join()
  }

  static func check(_ samples: ArraySlice<Float>, at position: Int) {
    for (index, sample) in samples.enumerated() where sample != Float(position + index) {
      print("sample \(position + index) is \(sample)")
      exit(EX_SOFTWARE)
    }
  }
}
