import Foundation
import Testing

@testable import Listening
@testable import Timeline

@Suite struct EventQueueTests {
  private static func event(_ sequence: UInt64) -> Event {
    Event(sequence: sequence, monotonicNanoseconds: Int64(sequence) * 3, tick: -Int64(sequence), content: .start)
  }

  @Test func refusesWhenFullAndLosesNothing() {
    let queue = EventQueue()
    let producer = QueueEnd(queue.makeProducer())
    let consumer = queue.makeConsumer()
    let before = consumer.read() == nil
    #expect(before)
    var written: UInt64 = 0
    while producer.write(Self.event(written)) { written += 1 }
    #expect(written == 1024)
    for expected in 0..<1024 as Range<UInt64> {
      let event = consumer.read()
      #expect(event?.sequence == expected)
    }
    let empty = consumer.read() == nil
    #expect(empty)
    #expect(producer.write(Self.event(0)))
  }

  /// 200,000 events between two threads: in order, whole, none twice.
  @Test func keepsOrderBetweenTwoThreads() {
    let queue = EventQueue()
    let consumer = queue.makeConsumer()
    let count: UInt64 = 200_000
    let thread = Thread {
      let producer = queue.makeProducer()
      var sequence: UInt64 = 0
      while sequence < count {
        if producer.write(Self.event(sequence)) { sequence += 1 } else { sched_yield() }
      }
    }
    thread.start()
    var (next, wrong) = (0 as UInt64, 0)
    let deadline = Date(timeIntervalSinceNow: 60)
    while next < count {
      guard let event = consumer.read() else {
        if Date() > deadline { break }
        sched_yield()
        continue
      }
      if event.sequence != next || event.monotonicNanoseconds != Int64(next) * 3 || event.tick != -Int64(next) { wrong += 1 }
      next += 1
    }
    #expect(next == count && wrong == 0)
  }

  @Test func aSecondEndIsACallersBug() async {
    await #expect(processExitsWith: .failure) {
      let queue = EventQueue()
      let first = queue.makeProducer()
      let second = queue.makeProducer()
      _ = first.write(Self.event(0))
      _ = second.write(Self.event(0))
    }
  }
}

/// A producer behind a class, because `#expect` holds no noncopyable value.
private final class QueueEnd {
  private let producer: EventQueue.Producer
  init(_ producer: consuming EventQueue.Producer) { self.producer = producer }
  func write(_ event: Event) -> Bool { producer.write(event) }
}
