import HeapProbe
import TestSupport
import Testing

@testable import Ring

@Suite struct SampleRingTests {
  /// The sample at `position`: any misplaced one shows, and Float holds it exactly (below 2^24).
  static func value(_ position: Int) -> Float { Float(position & 0xFF_FFFF) }

  @Test(arguments: [(1, 1), (2, 2), (3, 4), (1000, 1024), (1024, 1024), (1025, 2048)])
  func roundsItsCapacityUp(asked: Int, got: Int) {
    #expect(SampleRing(capacity: asked).capacity == got)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func keepsEverySampleInOrderInAnyChunking(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let ring = RingEnds(capacity: 256)
    var (written, read) = (0, 0)
    while read < 20_000 {
      let block = (0..<Int(random.next() % 300)).map { Self.value(written + $0) }
      let free = ring.free
      let fits = ring.write(block)
      #expect(fits == (block.count <= free))
      if fits { written += block.count }
      let wanted = Int(random.next() % 301)
      #expect(ring.available == written - read)
      let expected = (0..<min(wanted, written - read)).map { Self.value(read + $0) }
      #expect(ring.read(wanted) == expected)
      read += expected.count
    }
  }

  @Test func refusesABlockThatDoesNotFitWhole() {
    let ring = RingEnds(capacity: 8)
    #expect(ring.write([1, 2, 3, 4, 5, 6]))
    #expect(!ring.write([7, 8, 9]))
    #expect(ring.free == 2)
    #expect(ring.available == 6)
    #expect(ring.write([7, 8]))
    #expect(!ring.write([9]))
    #expect(ring.write([]))
    #expect(ring.read(10) == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test func refusesABlockLargerThanTheRing() {
    let ring = RingEnds(capacity: 4)
    #expect(!ring.write([1, 2, 3, 4, 5]))
    #expect(ring.free == 4)
  }

  @Test func readsNothingFromAnEmptyRing() {
    #expect(RingEnds(capacity: 4).read(2) == [])
  }

  @Test func carriesSpecialValuesBitForBit() {
    let ring = RingEnds(capacity: 8)
    let values: [Float] = [.nan, -.infinity, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    #expect(ring.write(values))
    #expect(ring.read(5).map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func hasOneProducerAndOneConsumer() async {
    await #expect(processExitsWith: .failure) {
      let ring = SampleRing(capacity: 4)
      _ = ring.makeProducer()
      _ = ring.makeProducer()
    }
    await #expect(processExitsWith: .failure) {
      let ring = SampleRing(capacity: 4)
      _ = ring.makeConsumer()
      _ = ring.makeConsumer()
    }
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func makesNoHeapCallAfterStart() {
    let ring = SampleRing(capacity: 1024)
    let producer = ring.makeProducer()
    let consumer = ring.makeConsumer()
    let block = [Float](repeating: 0.5, count: 480)
    var out = [Float](repeating: 0, count: 480)
    heap_probe_begin()
    for _ in 0..<1000 {
      _ = producer.write(block.span)
      var span = out.mutableSpan
      _ = consumer.read(into: &span)
    }
    #expect(heap_probe_end() == 0)
  }
}
