import Foundation
import Ring
import Testing

/// Both ends at once, as fast as they go: order, completeness, and marks that never come after their samples.
@Suite struct TwoThreadTests {
  @Test(arguments: [64, 4096]) func keepsOrderAndCountsWhatItRefuses(capacity: Int) {
    let blocks = 200_000
    let ring = SampleRing(capacity: capacity)
    let marks = MarkRing(capacity: 64)
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      Self.produce(blocks: blocks, samples: ring.makeProducer(), marks: marks.makeProducer())
      done.signal()
    }
    let total = Self.consume(samples: ring.makeConsumer(), marks: marks.makeConsumer())
    done.wait()
    #expect(total.read + total.lost == Self.samples(inBlocks: blocks))
    #expect(total.misplaced == 0)
    #expect(total.read > 0)
  }

  /// Blocks of 1…31 samples; a refused one joins the gap that is published before the next that fits.
  static func produce(
    blocks: Int, samples: consuming SampleRing.Producer, marks: consuming MarkRing.Producer
  ) {
    var position: UInt64 = 0
    var lost: UInt64 = 0
    for block in 0..<blocks {
      let count = block % 31 + 1
      let values = (0..<count).map { Float((position + lost + UInt64($0)) & 0xFF_FFFF) }
      // Only this end fills the ring, so what is free now is still free when the mark is out.
      let fits = samples.freeCount >= count
      let told = fits && (lost == 0 || marks.write(Mark(kind: .gap, cause: .ringFull, position: position, lost: lost)))
      if told {
        position += lost
        lost = 0
        _ = samples.write(values.span)
        position += UInt64(count)
      } else {
        lost += UInt64(count)
      }
    }
    while !marks.write(Mark(kind: .end, position: position, lost: lost)) { sched_yield() }
  }

  static func consume(
    samples: consuming SampleRing.Consumer, marks: consuming MarkRing.Consumer
  ) -> (read: UInt64, lost: UInt64, misplaced: Int) {
    var (read, lost, misplaced) = (0 as UInt64, 0 as UInt64, 0)
    var buffer = [Float](repeating: 0, count: 50)
    while true {
      // Availability first: a mark that stands before these samples was published before them.
      let available = samples.availableCount
      let mark = marks.peek()
      let position = read + lost
      if let mark, mark.position <= position {
        if mark.position < position { misplaced += 1 }
        lost += mark.lost
        marks.drop()
        if mark.kind == .end { return (read, lost, misplaced) }
        continue
      }
      let limit = min(available, mark.map { Int($0.position - position) } ?? available, buffer.count)
      let got = buffer.withUnsafeMutableBufferPointer { whole in
        var span = MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: whole[..<limit]))
        return samples.read(into: &span)
      }
      for index in 0..<got where buffer[index] != Float((position + UInt64(index)) & 0xFF_FFFF) { misplaced += 1 }
      read += UInt64(got)
    }
  }

  static func samples(inBlocks blocks: Int) -> UInt64 { (0..<blocks).reduce(0) { $0 + UInt64($1 % 31 + 1) } }
}
