import Ring

/// Both ends of a ring behind arrays, because `#expect` holds neither noncopyable ends nor spans.
final class RingEnds {
  private let producer: SampleRing.Producer
  private let consumer: SampleRing.Consumer

  init(_ ring: SampleRing) {
    producer = ring.makeProducer()
    consumer = ring.makeConsumer()
  }

  convenience init(capacity: Int) { self.init(SampleRing(capacity: capacity)) }

  var free: Int { producer.freeCount }
  var available: Int { consumer.availableCount }

  func write(_ samples: [Float]) -> Bool { producer.write(samples.span) }

  /// Up to `count` samples.
  func read(_ count: Int) -> [Float] {
    var samples = [Float](repeating: .nan, count: count)
    var span = samples.mutableSpan
    let got = consumer.read(into: &span)
    return Array(samples.prefix(got))
  }
}
