import Foundation
import TestSupport
import Testing

@testable import Spectrum

@Suite struct FrameAnalyserTests {
  /// Golden: NumPy, SciPy and librosa in double precision; see Tests/Fixtures/generators/spectrum.py.
  @Test func aRecordingsFramesAreNumPys() throws {
    let golden = try Fixture.floats("cremad-logmel.f32")
    var analyser = try FrameAnalyser(FeatureConfiguration())
    let frames = analyser.frames(of: try Fixture.samples("cremad-16k.wav"))
    try #require(frames.count == golden.count && golden.count == 178 * 64)
    let worst = zip(frames, golden).map { abs($0 - $1) }.max() ?? .nan
    #expect(worst < 2e-4)
    // The golden itself says something: bands differ, and nothing sits on the floor.
    #expect((golden.max() ?? 0) - (golden.min() ?? 0) > 10)
  }

  @Test func zerosGiveTheFloor() throws {
    var analyser = try FrameAnalyser(FeatureConfiguration())
    let frames = analyser.frames(of: [Float](repeating: 0, count: 4000))
    #expect(frames.count == 64 * (1 + (4000 - 400) / 160))
    #expect(frames.allSatisfy { $0 == logf(1e-9) })
  }

  /// ln(|Σ w·x·e^(−2πi·kn/512)|²/Σw² + floor) in double precision, at every bin of every frame.
  @Test func framesOfTheSpectrumAreTheDFT() throws {
    let samples = Array(try Fixture.samples("cremad-16k.wav")[8000..<8880])
    var analyser = try FrameAnalyser(FeatureConfiguration(.spectrum))
    let frames = analyser.frames(of: samples)
    try #require(frames.count == 4 * 257)
    for frame in 0..<4 {
      for bin in 0..<257 {
        var (real, imaginary, energy) = (0.0, 0.0, 0.0)
        for n in 0..<400 {
          let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(n) / 400)
          let angle = 2 * Double.pi * Double(bin * n % 512) / 512
          real += window * Double(samples[frame * 160 + n]) * cos(angle)
          imaginary -= window * Double(samples[frame * 160 + n]) * sin(angle)
          energy += window * window
        }
        let expected = log((real * real + imaginary * imaginary) / energy + 1e-9)
        #expect(abs(Double(frames[frame * 257 + bin]) - expected) < 2e-3, "frame \(frame), bin \(bin)")
      }
    }
  }

  /// By hand: an impulse's spectrum is flat, here w² = ½² over Σw² = 150.
  @Test func anImpulseGivesAFlatSpectrum() throws {
    var samples = [Float](repeating: 0, count: 400)
    samples[100] = 1
    var analyser = try FrameAnalyser(FeatureConfiguration(.spectrum))
    let frame = analyser.frames(of: samples)
    #expect(frame.count == 257)
    for value in frame { #expect(abs(value - logf(0.25 / 150)) < 1e-4) }
  }

  @Test func framesOfTheWaveformAreTheSignal() throws {
    let samples = (0..<2000).map { Float($0) / 2000 }
    var analyser = try FrameAnalyser(FeatureConfiguration(.waveform))
    let frames = analyser.frames(of: samples)
    #expect(frames == Array(samples[240..<240 + 11 * 160]))
  }

  @Test func framesCountFromTheFirstWholeWindow() throws {
    var analyser = try FrameAnalyser(FeatureConfiguration())
    for (samples, frames) in [(0, 0), (399, 0), (400, 1), (559, 1), (560, 2), (880, 4)] {
      #expect(analyser.frames(of: [Float](repeating: 0.1, count: samples)).count == frames * 64)
    }
  }

  @Test(arguments: [1, 7, 159, 160, 161, 399, 400, 401, 4096]) func anyChunkingGivesTheSameFrames(chunk: Int) throws {
    var random = SplitMix64(seed: 3)
    let samples = random.noise(9001)
    try Self.expectSameFrames(samples, chunks: Array(repeating: chunk, count: 9001 / chunk + 1))
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>) func randomChunksGiveTheSameFrames(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let samples = random.noise(9001)
    try Self.expectSameFrames(samples, chunks: random.chunks(of: 9001, most: 900))
  }

  private static func expectSameFrames(_ samples: [Float], chunks: [Int]) throws {
    var analyser = try FrameAnalyser(FeatureConfiguration())
    let whole = analyser.frames(of: samples)
    analyser.reset()
    var frames: [Float] = []
    var frame = [Float](repeating: .nan, count: 64)
    var from = 0
    for size in chunks {
      let chunk = Array(samples[min(from, samples.count)..<min(from + size, samples.count)])
      from += size
      var offset = 0
      while chunk.withUnsafeBufferPointer({ chunk in
        frame.withUnsafeMutableBufferPointer { analyser.nextFrame(of: chunk, from: &offset, into: $0.baseAddress!) }
      }) {
        frames += frame
      }
      #expect(offset == chunk.count)
    }
    #expect(frames == whole)
  }

  /// A frame hears its own 400 samples and no others.
  @Test func anImpulseIsHeardByTheFramesThatHoldIt() throws {
    var samples = [Float](repeating: 0, count: 2000)
    samples[1000] = 1
    var analyser = try FrameAnalyser(FeatureConfiguration())
    let frames = analyser.frames(of: samples)
    for frame in 0..<frames.count / 64 {
      let covers = (frame * 160 + 1..<frame * 160 + 400).contains(1000)
      let isFloor = frames[frame * 64..<(frame + 1) * 64].allSatisfy { $0 == logf(1e-9) }
      #expect(isFloor != covers, "frame \(frame)")
    }
  }

  /// A sine's loudest band is the one whose triangle is highest at its frequency.
  @Test(arguments: [200.0, 440, 1000, 3000, 7000]) func aSineLightsItsBand(hertz: Double) throws {
    let samples = (0..<1600).map { Float(sin(2 * Double.pi * hertz * Double($0) / 16_000)) }
    var analyser = try FrameAnalyser(FeatureConfiguration())
    let frame = analyser.frames(of: samples)[0..<64]
    let loudest = try #require(frame.indices.max { frame[$0] < frame[$1] })
    let dense = MelBank.denseWeights(FeatureConfiguration())
    let bin = Int((hertz / 31.25).rounded())
    let expected = try #require(dense.indices.max { dense[$0][bin] < dense[$1][bin] })
    // A narrow low band may share its bin with its neighbour.
    #expect(abs(loudest - expected) <= (hertz < 500 ? 1 : 0))
  }
}
