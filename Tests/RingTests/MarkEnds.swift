import Ring

/// Both ends of a ring of marks: what `RingEnds` is for samples.
final class MarkEnds {
  private let producer: MarkRing.Producer
  private let consumer: MarkRing.Consumer

  init(_ ring: MarkRing) {
    producer = ring.makeProducer()
    consumer = ring.makeConsumer()
  }

  func write(_ mark: Mark) -> Bool { producer.write(mark) }
  func peek() -> Mark? { consumer.peek() }
  func drop() { consumer.drop() }
}
