import Foundation
import HeapProbe
import TestSupport
import Testing

@testable import Spectrum

@Suite struct FeaturePathTests {
  private static let statistics = statistics(.logmel)

  private static func statistics(_ frontEnd: FeatureConfiguration.FrontEnd) -> BandStatistics {
    let bands = FeatureConfiguration(frontEnd).bandCount
    if frontEnd == .waveform { return .unchanged(bandCount: bands) }
    return BandStatistics(mean: Array(repeating: -9, count: bands), deviation: Array(repeating: 3, count: bands))
  }

  private static func steps(_ samples: [Float], chunks: [Int], _ path: inout FeaturePath) -> [Float] {
    var steps: [Float] = []
    var from = 0
    for size in chunks {
      let chunk = Array(samples[min(from, samples.count)..<min(from + size, samples.count)])
      from += size
      var offset = 0
      while path.nextStep(of: chunk.span, from: &offset) { steps += path.features() }
    }
    return steps
  }

  @Test(arguments: FeatureConfiguration.FrontEnd.allCases, [1, 7, 159, 160, 161, 640, 4096])
  func anyChunkingGivesTheSameSteps(frontEnd: FeatureConfiguration.FrontEnd, chunk: Int) throws {
    let samples = try Fixture.samples("cremad-16k.wav")
    let configuration = FeatureConfiguration(frontEnd)
    var path = try FeaturePath(configuration, Self.statistics(frontEnd))
    let whole = Self.steps(samples, chunks: [samples.count], &path)
    path.reset()
    let pieces = Self.steps(samples, chunks: Array(repeating: chunk, count: samples.count / chunk + 1), &path)
    #expect(pieces == whole)
    #expect(whole.count == configuration.featureCount * (1 + (samples.count - 880) / 640))
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>) func randomChunksGiveTheSameSteps(seed: UInt64) throws {
    let samples = try Fixture.samples("cremad-16k.wav")
    var random = SplitMix64(seed: seed)
    var path = try FeaturePath(FeatureConfiguration(), Self.statistics)
    let whole = Self.steps(samples, chunks: [samples.count], &path)
    path.reset()
    #expect(Self.steps(samples, chunks: random.chunks(of: samples.count, most: 2000), &path) == whole)
  }

  /// A step is four frames side by side, and ends at 880 + 640·k samples, whichever front end makes it.
  @Test(arguments: [(FeatureConfiguration.FrontEnd.logmel, 256), (.spectrum, 1028), (.waveform, 640)])
  func stepsAreFourFramesNormalised(frontEnd: FeatureConfiguration.FrontEnd, width: Int) throws {
    let samples = try Fixture.samples("cremad-16k.wav")
    let configuration = FeatureConfiguration(frontEnd)
    #expect(configuration.featureCount == width && configuration.firstStepEnd == 880 && configuration.stepLength == 640)
    #expect(configuration.stepSeconds == 0.04)
    var analyser = try FrameAnalyser(configuration)
    let frames = analyser.frames(of: samples)
    var path = try FeaturePath(configuration, Self.statistics(frontEnd))
    let steps = Self.steps(samples, chunks: [samples.count], &path)
    var normaliser = try CausalNormaliser(configuration, Self.statistics(frontEnd))
    #expect(steps.count == width * (1 + (samples.count - 880) / 640))
    for step in 0..<steps.count / width {
      var expected = Array(frames[step * width..<(step + 1) * width])
      expected.withUnsafeMutableBufferPointer { normaliser.process($0.baseAddress!) }
      #expect(Array(steps[step * width..<(step + 1) * width]) == expected, "step \(step)")
    }
    path.reset()
    #expect(Self.steps(samples, chunks: [879], &path).isEmpty)
    path.reset()
    #expect(Self.steps(samples, chunks: [880], &path).count == width)
  }

  /// The samples of a step of `waveform` are the 640 that end with it, times one gain.
  @Test func aStepOfTheWaveformIsItsLast640Samples() throws {
    let samples = try Fixture.samples("cremad-16k.wav")
    var path = try FeaturePath(FeatureConfiguration(.waveform), Self.statistics(.waveform))
    let steps = Self.steps(samples, chunks: [samples.count], &path)
    for step in 0..<steps.count / 640 {
      let (got, heard) = (steps[step * 640..<(step + 1) * 640], samples[240 + step * 640..<880 + step * 640])
      let loudest = try #require(heard.indices.max { abs(heard[$0]) < abs(heard[$1]) })
      let gain = got[loudest - 240] / heard[loudest]
      #expect(gain > 0)
      #expect(zip(got, heard).allSatisfy { abs($0 - gain * $1) <= 1e-5 * gain }, "step \(step)")
    }
  }

  /// After a loss the framing begins anew and the level stays known.
  @Test func restartingFramesKeepsTheLevel() throws {
    let samples = try Fixture.samples("cremad-16k.wav")
    var path = try FeaturePath(FeatureConfiguration(), Self.statistics)
    let fresh = Self.steps(samples, chunks: [880], &path)
    _ = Self.steps(Array(samples[5000...]), chunks: [5100], &path)
    path.restartFrames()
    let restarted = Self.steps(samples, chunks: [880], &path)
    try #require(restarted.count == 256)
    // The same frames, so one constant apart: the level.
    let apart = zip(restarted, fresh).map { $0 - $1 }
    #expect(apart.max()! - apart.min()! < 1e-4)
    #expect(abs(apart[0]) > 0.01)
    path.reset()
    #expect(Self.steps(samples, chunks: [880], &path) == fresh)
  }

  @Test(.enabled(if: heap_probe_is_active(), "a sanitizer brings its own allocator"), arguments: FeatureConfiguration.FrontEnd.allCases)
  func allocatesNothingAfterInit(frontEnd: FeatureConfiguration.FrontEnd) throws {
    let samples = try Fixture.samples("cremad-48k.wav")
    var path = try FeaturePath(FeatureConfiguration(frontEnd), Self.statistics(frontEnd))
    var resampler = try Resampler(from: 48_000, to: 16_000)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    var (calls, steps) = (0, 0)
    // The first round counts nothing: the runtime makes a debug build's generic types when they are first met.
    for round in 0...1 {
      if round == 1 { heap_probe_begin() }
      samples.withUnsafeBufferPointer { samples in
        var from = 0
        while from < samples.count {
          let count = samples.count - from < 480 ? samples.count - from : 480
          let moved = resampler.process(UnsafeBufferPointer(start: samples.baseAddress! + from, count: count), into: block)
          from += moved.consumed
          var taken = 0
          let made = UnsafeBufferPointer(start: UnsafePointer(block.baseAddress), count: moved.produced)
          while path.nextStep(of: made, from: &taken) { steps += 1 }
        }
      }
      path.restartFrames()
      path.reset()
      resampler.reset()
      if round == 1 { calls = heap_probe_end() }
    }
    #expect(calls == 0)
    #expect(steps > 80)
  }
}
