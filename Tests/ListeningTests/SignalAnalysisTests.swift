import Foundation
import HeapProbe
import Model
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

/// The watch over the microphone at its place in the stream.
@Suite struct SignalAnalysisTests {
  private let model: Model
  private let clip: [Float]
  private let dead = [Float](repeating: 0, count: 6 * 16_000)

  init() throws {
    model = try FixedModel.make(speech: 10)
    clip = try Fixture.samples("cremad-16k.wav")
  }

  private static func signals(_ run: AnalysisRun) -> [(state: Signal.State, tick: Int64)] {
    run.events.compactMap { event in
      if case .signal(let signal) = event.content { (signal.state, event.tick) } else { nil }
    }
  }

  @Test func answersAreWithheldWhileTheSignalIsBad() throws {
    let run = try AnalysisRun(model, rateHz: 16_000)
    run.feed(clip + dead + clip + clip)
    run.end()
    let signals = Self.signals(run)
    try #require(signals.map(\.state) == [.dead, .ok])
    for (answer, tick) in zip(run.answers, run.stepTicks) {
      let isBad = tick >= signals[0].tick && tick < signals[1].tick
      #expect((answer.reason == .badSignal) == isBad)
    }
    #expect(run.events.map(\.sequence) == (0..<UInt64(run.events.count)).map { $0 })
    #expect(run.events.map(\.tick) == run.events.map(\.tick).sorted())
  }

  /// Signals stand among the steps in the order of their sound, whatever the blocks.
  @Test(arguments: [16_000, 44_100]) func anyFeedGivesTheSameEvents(rateHz: Int) throws {
    let sound = clip + [Float](repeating: 0, count: 6 * rateHz) + clip
    let whole = try AnalysisRun(model, rateHz: rateHz, tellsLevels: true)
    whole.feed(sound, chunk: 4096)
    whole.end()
    #expect(!Self.signals(whole).isEmpty)
    for chunk in [7, 160, 1601] {
      let pieces = try AnalysisRun(model, rateHz: rateHz, tellsLevels: true)
      pieces.feed(sound, chunk: chunk)
      pieces.end()
      #expect(pieces.lines == whole.lines, "chunk \(chunk)")
    }
  }

  /// Ten a second, each of the tenth of a second before it; nothing else changes but the numbers of the events.
  @Test func levelsAreThoseOfTheSound() throws {
    // A tone of half of full scale on a constant offset, and then one value.
    let tone = (0..<16_000).map { 0.5 * sin(2 * .pi * 500 * Float($0) / 16_000) + 0.25 }
    let run = try AnalysisRun(model, rateHz: 16_000, tellsLevels: true)
    run.feed(tone + [Float](repeating: 0, count: 16_000), chunk: 333)
    run.end()
    let levels = run.events.compactMap { event in
      if case .level(let level) = event.content { (level, event.tick) } else { nil }
    }
    #expect(levels.map(\.1) == (1...20).map { 1600 * Int64($0) })
    for (level, tick) in levels {
      let isTone = tick <= 16_000
      #expect(abs(level.decibels - (isTone ? -9.03 : -200)) < 0.01)
      #expect(abs(level.peakDecibels - (isTone ? -2.5 : -200)) < 0.01)
    }
    #expect(run.events.map(\.tick) == run.events.map(\.tick).sorted())
    let without = try AnalysisRun(model, rateHz: 16_000)
    without.feed(tone + [Float](repeating: 0, count: 16_000), chunk: 333)
    without.end()
    let unnumbered = { (line: String) in line.replacing(/"seq":\d+/, with: "") }
    #expect(run.lines.filter { !$0.contains(#""type":"level""#) }.map(unnumbered) == without.lines.map(unnumbered))
  }

  @Test func aLongLossHoldsNothingAgainstTheMicrophone() throws {
    let run = try AnalysisRun(model, rateHz: 16_000)
    run.feed(dead)
    run.lose(1000)
    #expect(Self.signals(run).map(\.state) == [.dead])
    run.lose(200_000)
    #expect(Self.signals(run).map(\.state) == [.dead, .ok])
    run.feed(clip)
    #expect(run.answers.last?.reason != .badSignal)
  }

  @Test func neverTouchesTheHeap() throws {
    try #require(heap_probe_is_active())
    var analysis = try StreamAnalysis(model, rateHz: 16_000, TimelineConfiguration(), tellsLevels: true)
    let sound = clip + dead + clip
    var signals = 0
    heap_probe_begin()
    sound.withUnsafeBufferPointer { sound in
      var from = 0
      while from < sound.count {
        let end = min(from + 320, sound.count)
        analysis.feed(UnsafeBufferPointer(rebasing: sound[from..<end]))
        analysis.channels(0b11 << 8)
        while analysis.step() {
          while let event = analysis.nextEvent() { if case .signal = event.content { signals += 1 } }
        }
        from = end
      }
    }
    #expect(heap_probe_end() == 0)
    #expect(signals == 2)
  }
}
