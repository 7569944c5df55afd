import Foundation
import HeapProbe
import Listening
import Model
import TestSupport
import Timeline

/// The analysis alone, step by step: how long the longest ones take, whether the heap is touched, and whether a dying sound costs more than
/// speech.
enum StepTiming {
  static func run(frames: Int) throws {
    let sounds = try SoakSounds()
    let steps = frames / 4
    var times = [Int32](repeating: 0, count: steps)
    var analysis = try StreamAnalysis(Model.embedded(precision: Settings().precision), rateHz: 16_000, TimelineConfiguration())
    var random = SplitMix64(seed: 4)
    var made = 0
    var sound: [Float] = []
    analysis.start(at: 0)
    let calls = Counter()
    while made < steps {
      sounds.stretch(&random, into: &sound)
      play(sound, &analysis) { nanoseconds in
        if made < steps { times[made] = Int32(clamping: nanoseconds) }
        made += 1
      } counting: {
        calls.add($0)
      }
    }
    times.sort()
    func quantile(_ share: Double) -> Double { Double(times[min(steps - 1, Int(Double(steps) * share))]) / 1000 }
    print(
      String(
        format: "%ld frames, %ld steps: p50 %.1f, p99 %.1f, p99.9 %.1f, p99.99 %.1f, worst %.1f µs; %ld heap calls", steps * 4, steps,
        quantile(0.5), quantile(0.99), quantile(0.999), quantile(0.9999), quantile(1), calls.total))
    try compareTail(sounds)
  }

  /// In turn: speech, and a tail that falls through all sizes of Float into digital silence.
  private static func compareTail(_ sounds: SoakSounds) throws {
    var analysis = try StreamAnalysis(Model.embedded(precision: Settings().precision), rateHz: 16_000, TimelineConfiguration())
    analysis.start(at: 0)
    var level: Float = 0.5
    let tail = (0..<480_000).map { index in
      level *= 0.9997
      return index % 2 == 0 ? level : -level
    }
    var sums = [0, 0]
    var counts = [0, 0]
    for turn in 0..<20 {
      play(turn % 2 == 0 ? Array(sounds.speech[..<480_000]) : tail, &analysis) { nanoseconds in
        sums[turn % 2] += nanoseconds
        counts[turn % 2] += 1
      } counting: { _ in
      }
    }
    let means = zip(sums, counts).map { Double($0) / Double($1) / 1000 }
    print(
      String(format: "mean step: speech %.2f µs, a tail into digital silence %.2f µs, ratio %.3f", means[0], means[1], means[1] / means[0]))
  }

  private static func play(
    _ sound: [Float], _ analysis: inout StreamAnalysis, each: (Int) -> Void, counting: (Int) -> Void
  ) {
    sound.withUnsafeBufferPointer { samples in
      var from = 0
      while from < samples.count {
        let end = min(from + 640, samples.count)
        heap_probe_begin()
        analysis.feed(UnsafeBufferPointer(rebasing: samples[from..<end]))
        var goesOn = true
        while goesOn {
          let began = DispatchTime.now().uptimeNanoseconds
          goesOn = analysis.step()
          if goesOn { each(Int(DispatchTime.now().uptimeNanoseconds - began)) }
          while analysis.nextEvent() != nil {}
        }
        counting(heap_probe_end())
        from = end
      }
    }
  }

  private final class Counter {
    private(set) var total = 0
    func add(_ calls: Int) { total += calls }
  }
}
