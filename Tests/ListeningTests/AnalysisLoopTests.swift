import Capture
import HeapProbe
import Model
import Ring
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

/// Several streams in one loop: each hears what it would alone, and nothing touches the heap.
@Suite struct AnalysisLoopTests {
  private let model: Model
  private let clips: [[Float]]

  init() throws {
    model = try Model.embedded()
    let clip = try Fixture.samples("cremad-16k.wav")
    // Of other lengths and beginnings; 80 of them are more than one batch.
    clips = (0..<80).map { Array(clip[($0 * 61)..<(clip.count - $0 * 97)]) }
  }

  /// Everything is in the rings before the loop begins, and it ends when all streams have.
  private func makeLoop(_ queue: EventQueue, tellsLevels: Bool = false) throws -> AnalysisLoop {
    let links = AnalysisLoop.Links(
      capture: try Doorbell(), writer: try Doorbell(), stop: StopFlag(), stopCause: StopCause(), mailbox: AnalysisMailbox(),
      progress: Progress())
    let seats = StreamSeats(count: clips.count)
    for (index, clip) in clips.enumerated() {
      let (samples, marks) = (SampleRing(capacity: clip.count + 1), MarkRing(capacity: 16))
      let sampleEnd = samples.makeProducer()
      let markEnd = marks.makeProducer()
      let isTold = markEnd.write(Mark(kind: .time, position: 0, nanoseconds: 1))
      let isWritten = sampleEnd.write(clip.span)
      let isEnded = markEnd.write(Mark(kind: .end, position: UInt64(clip.count)))
      #expect(isTold && isWritten && isEnded)
      let analysis = try StreamAnalysis(
        model, rateHz: 16_000, TimelineConfiguration(), mostFed: ListenedStream.mostRead(rateHz: 16_000), tellsLevels: tellsLevels)
      seats.take(
        index,
        ListenedStream(
          analysis: analysis, samples: samples.makeConsumer(), marks: marks.makeConsumer(), isLive: false, progress: StreamProgress()))
    }
    return AnalysisLoop(
      seats: seats, events: queue.makeProducer(), links: links, isLossless: false, isLive: false, healthSeconds: 3600, firstSequence: 3,
      began: MonotonicTime.now())
  }

  @Test func everyStreamHearsWhatItWouldAlone() throws {
    let queue = EventQueue(inputs: clips.count)
    var loop = try makeLoop(queue)
    loop.run()
    let end = queue.makeConsumer()
    var bySource = Array(repeating: [Event](), count: clips.count)
    var next: UInt64 = 3
    while var event = end.read() {
      #expect(event.sequence == next && event.droppedBefore == 0)
      next += 1
      // By itself it counts from zero, and its times are its own.
      event.sequence = UInt64(bySource[Int(event.source)].count)
      bySource[Int(event.source)].append(event)
    }
    for (index, clip) in clips.enumerated() {
      let alone = try AnalysisRun(model, rateHz: 16_000)
      alone.captured(0, at: 1)
      alone.feed(clip)
      alone.end()
      let heard = bySource[index]
      #expect(heard.count == alone.events.count)
      for (one, other) in zip(heard, alone.events) {
        #expect(one.tick == other.tick && one.sequence == other.sequence)
        guard case .estimate(let estimate) = one.content, case .estimate(let expected) = other.content else { continue }
        #expect(estimate.probabilities == expected.probabilities && estimate.reason == expected.reason)
        #expect(estimate.speech == expected.speech && estimate.gender == expected.gender)
        #expect(one.monotonicNanoseconds == other.monotonicNanoseconds)
      }
    }
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"))
  func allocatesNothingWhileItRuns() throws {
    // The first round counts nothing: the runtime makes a debug build's generic types when they are first met.
    for round in 0...1 {
      let queue = EventQueue(inputs: 8 * clips.count)
      var loop = try makeLoop(queue, tellsLevels: true)
      if round == 1 { heap_probe_begin() }
      loop.run()
      let calls = round == 1 ? heap_probe_end() : 0
      #expect(calls == 0)
      var (events, levels) = (0, 0)
      let end = queue.makeConsumer()
      while let event = end.read() {
        events += 1
        if event.isLevel { levels += 1 }
      }
      #expect(events - levels > 4 * clips.count)
      // Ten a second of at least a second.
      #expect(levels > 10 * clips.count)
    }
  }
}
