import HeapProbe
import Model
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

@Suite struct StreamAnalysisTests {
  private let model: Model
  private let clip: [Float]
  private let clip48: [Float]

  init() throws {
    model = try Model.embedded()
    clip = try Fixture.samples("cremad-16k.wav")
    clip48 = try Fixture.samples("cremad-48k.wav")
  }

  private func run(_ samples: [Float], rateHz: Int, chunks: [Int]) throws -> AnalysisRun {
    let run = try AnalysisRun(model, rateHz: rateHz)
    run.feed(samples, chunks: chunks)
    run.end()
    return run
  }

  @Test(arguments: [1, 7, 159, 160, 161, 4096]) func anyFeedGivesTheSameEvents(chunk: Int) throws {
    let samples = Array(clip[..<16_000])
    let whole = try run(samples, rateHz: 16_000, chunks: Array(repeating: 1000, count: 16))
    let pieces = try run(samples, rateHz: 16_000, chunks: Array(repeating: chunk, count: 16_000 / chunk + 1))
    #expect(pieces.lines == whole.lines)
    #expect(whole.lines.count >= 5)
  }

  @Test(arguments: [48_000, 44_100]) func anyFeedGivesTheSameEventsThroughTheResampler(rateHz: Int) throws {
    var random = SplitMix64(seed: 77)
    let whole = try run(clip48, rateHz: rateHz, chunks: Array(repeating: 4096, count: clip48.count / 4096 + 1))
    for _ in 0..<2 {
      let pieces = try run(clip48, rateHz: rateHz, chunks: random.chunks(of: clip48.count, most: 3000))
      #expect(pieces.lines == whole.lines)
    }
  }

  /// The same recording at three times the rate (by SoX): the same steps, nearly the same answers, the same label at the end.
  @Test func theRateDoesNotMatter() throws {
    let low = try run(clip, rateHz: 16_000, chunks: Array(repeating: 480, count: clip.count / 480 + 1))
    let high = try run(clip48, rateHz: 48_000, chunks: Array(repeating: 480, count: clip48.count / 480 + 1))
    #expect(low.steps == UInt64(1 + (clip.count - 880) / 640) && high.steps == low.steps)
    #expect(low.stepTicks == high.stepTicks)
    #expect(low.tick == high.tick)
    for (step, pair) in zip(low.answers, high.answers).enumerated() {
      let difference = pair.0.probabilities - pair.1.probabilities
      // The pass band ends at 7.56 kHz: the highest of 64 bands hear less through a resampler.
      #expect((0..<8).allSatisfy { abs(difference[$0]) < 0.1 }, "step \(step)")
    }
    let (last, same) = (try #require(low.answers.last), try #require(high.answers.last))
    #expect(last.top == same.top && last.reason == same.reason)
  }

  /// A lost sample counts: positions move on by exactly what was lost, and frames begin anew behind it.
  @Test(arguments: [8_000, 16_000, 44_100, 48_000, 192_000]) func aGapMovesThePosition(rateHz: Int) throws {
    let run = try AnalysisRun(model, rateHz: rateHz)
    let block = [Float](repeating: 0.01, count: rateHz / 4 + 13)
    run.feed(block)
    let stepsBefore = run.stepTicks.count
    run.lose(1234, at: 5)
    let end = UInt64(block.count) + 1234
    #expect(run.position == end && run.lostSamples == 1234)
    let tick = Int64((Double(end) * 16_000 / Double(rateHz)).rounded())
    #expect(run.tick == tick)
    let gap = try #require(run.events.last)
    #expect(gap.tick == tick && gap.monotonicNanoseconds == 5)
    guard case .gap(let lost) = gap.content else {
      Issue.record("\(gap)")
      return
    }
    #expect(lost.lostSamples == 1234 && lost.rateHz == rateHz && lost.cause == .overrun && lost.state == .carried && lost.merged == 1)
    run.feed(block)
    #expect(run.stepTicks[stepsBefore] == tick + 880)
    #expect(run.stepTicks[stepsBefore + 1] == tick + 880 + 640)
    #expect(run.position == end + UInt64(block.count))
  }

  @Test func manyGapsDoNotDrift() throws {
    let run = try AnalysisRun(model, rateHz: 44_100)
    for index in 0..<500 {
      run.feed([Float](repeating: 0, count: 101 + index % 7), chunk: 4096)
      run.lose(UInt64(1 + index % 3))
    }
    #expect(abs(Double(run.tick) - Double(run.position) * 16_000 / 44_100) <= 0.5)
  }

  /// Below a second the state is carried, to ten seconds it fades, then nothing is known.
  @Test(arguments: [(15_999, .carried), (16_000, .decayed), (159_999, .decayed), (160_000, .reset)] as [(UInt64, Gap.StateAction)])
  func theLengthOfAGapDecidesAboutTheState(lost: UInt64, state: Gap.StateAction) throws {
    let run = try AnalysisRun(model, rateHz: 16_000)
    run.feed(clip)
    run.lose(lost)
    guard case .gap(let gap)? = run.events.last?.content else {
      Issue.record("no gap")
      return
    }
    #expect(gap.state == state)
    run.feed(clip)
    let fresh = try AnalysisRun(model, rateHz: 16_000)
    fresh.feed(clip)
    let after = run.answers[fresh.answers.count...].map(\.probabilities)
    let matches = Array(after) == fresh.answers.map(\.probabilities)
    #expect(matches == (state == .reset))
  }

  @Test func theStateFadesWithTheGap() {
    let shares = [0.999, 1, 5, 9.999, 10].map { GapPolicy.action(lostSeconds: $0).share }
    #expect(zip(shares, [1, 0.8187308, 0.3678794, 0.1353623, 0]).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  /// A capture's time stamp holds for every sample around it, at the device's rate.
  @Test(arguments: [16_000, 48_000]) func eventsCarryTheTimeOfTheirSound(rateHz: Int) throws {
    let run = try AnalysisRun(model, rateHz: rateHz)
    run.captured(0, at: 7_000_000_000)
    run.feed([Float](repeating: 0, count: rateHz))
    let estimates = run.events.filter(\.isDroppable)
    try #require(estimates.count >= 2)
    for event in estimates { #expect(abs(event.monotonicNanoseconds - (7_000_000_000 + event.tick * 62_500)) <= 62_500) }
    // A second later the clock says 1 ms more than the count of samples does.
    run.captured(UInt64(rateHz), at: 8_001_000_000)
    run.feed([Float](repeating: 0, count: rateHz))
    let last = try #require(run.events.filter(\.isDroppable).last)
    #expect(abs(last.monotonicNanoseconds - (7_001_000_000 + last.tick * 62_500)) <= 62_500)
  }

  @Test func ratesThatCannotBeAreRefused() throws {
    let error = #expect(throws: ListeningError.self) { _ = try StreamAnalysis(model, rateHz: 1000, TimelineConfiguration()) }
    #expect(try #require(error).description.contains("cannot resample from 1000 Hz"))
  }

  @Test func anEmptyInputStartsAndStops() throws {
    let run = try AnalysisRun(model, rateHz: 48_000)
    run.end()
    #expect(run.events.map(\.sequence) == [0, 1] && run.steps == 0 && run.tick == 0)
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"), arguments: [16_000, 48_000, 44_100])
  func allocatesNothingAfterInit(rateHz: Int) throws {
    var configuration = TimelineConfiguration()
    configuration.rules = [AlertRule(name: "a", emotion: 0, above: 0.01, forSeconds: 0.1, clearBelow: 0)]
    var analysis = try StreamAnalysis(model, rateHz: rateHz, configuration, tellsLevels: true)
    var (calls, events) = (0, 0)
    // The first round counts nothing: the runtime makes a debug build's generic types when they are first met.
    for round in 0...1 {
      if round == 1 { heap_probe_begin() }
      analysis.start(at: 0)
      clip48.withUnsafeBufferPointer { samples in
        var from = 0
        while from + 480 <= samples.count {
          analysis.captured(analysis.position, at: 1)
          analysis.feed(UnsafeBufferPointer(start: samples.baseAddress! + from, count: 480))
          while analysis.step() { while analysis.nextEvent() != nil { events += 1 } }
          from += 480
        }
      }
      analysis.lose(UInt64(20 * rateHz), cause: .ringFull, at: 1)
      analysis.lose(UInt64(2 * rateHz), cause: .ringFull, at: 1)
      analysis.device(Device(restored: false, code: -19), at: 1)
      analysis.health(uptimeSeconds: 1, at: 1)
      while analysis.nextEvent() != nil { events += 1 }
      analysis.finish()
      while analysis.step() { while analysis.nextEvent() != nil { events += 1 } }
      analysis.stop(.endOfInput, at: 1)
      while analysis.nextEvent() != nil { events += 1 }
      if round == 1 { calls = heap_probe_end() }
    }
    #expect(calls == 0)
    #expect(events > 12)
  }
}
