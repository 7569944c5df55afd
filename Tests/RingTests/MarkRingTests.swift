import HeapProbe
import Testing

@testable import Ring

@Suite struct MarkRingTests {
  @Test func keepsMarksWholeAndInOrder() {
    let ring = MarkRing(capacity: 5)
    #expect(ring.capacity == 8)
    let ends = MarkEnds(ring)
    for lap in 0..<50 {
      let sent = (0..<(lap % 8 + 1)).map { index in
        Mark(
          kind: .gap, cause: .ringFull, position: UInt64(lap * 100 + index), lost: UInt64(index),
          nanoseconds: Int64(-index), code: Int32(lap))
      }
      for mark in sent { #expect(ends.write(mark)) }
      for mark in sent {
        #expect(ends.peek() == mark)
        #expect(ends.peek() == mark)
        ends.drop()
      }
      #expect(ends.peek() == nil)
    }
  }

  @Test func refusesWhatDoesNotFit() {
    let ends = MarkEnds(MarkRing(capacity: 2))
    #expect(ends.write(Mark(kind: .time, position: 1)))
    #expect(ends.write(Mark(kind: .time, position: 2)))
    #expect(!ends.write(Mark(kind: .time, position: 3)))
    ends.drop()
    #expect(ends.write(Mark(kind: .end, position: 4)))
    #expect(ends.peek()?.position == 2)
    ends.drop()
    #expect(ends.peek()?.kind == .end)
  }

  @Test func droppingFromAnEmptyRingIsABug() async {
    await #expect(processExitsWith: .failure) {
      MarkEnds(MarkRing(capacity: 2)).drop()
    }
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func makesNoHeapCallAfterStart() {
    let ring = MarkRing(capacity: 16)
    let producer = ring.makeProducer()
    let consumer = ring.makeConsumer()
    var seen: UInt64 = 0
    heap_probe_begin()
    for position in 0..<1000 {
      _ = producer.write(Mark(kind: .time, position: UInt64(position)))
      if let mark = consumer.peek() { seen += mark.position }
      consumer.drop()
    }
    #expect(heap_probe_end() == 0)
    #expect(seen == 499_500)
  }
}
