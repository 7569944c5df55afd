import Foundation
import Spectrum
import Testing

@testable import Corpus

/// What is done to samples, and that it is as much as is done to frames of log power.
@Suite struct SampleDomainTests {
  private let configuration = FeatureConfiguration(.waveform)
  private var domain: SampleDomain { SampleDomain(configuration: configuration) }

  private static func sine(_ hertz: Float, _ count: Int = 16_000) -> [Float] {
    (0..<count).map { 0.1 * sin(2 * .pi * hertz * Float($0) / 16_000) }
  }

  private static func power(_ samples: some Collection<Float>) -> Float {
    samples.reduce(0) { $0 + $1 * $1 } / Float(samples.count)
  }

  /// A recipe that does nothing but what `change` asks for.
  private func changes(_ change: (inout StreamRecipe) -> Void) -> any ClipChanges {
    var recipe = StreamRecipe()
    (recipe.speed, recipe.vocalTract, recipe.tilt, recipe.noiseFloor, recipe.spectralMasks) = (0, 0, 0, 0, 0)
    (recipe.lowestLevel, recipe.highestLevel) = (0, 0)
    change(&recipe)
    return domain.changes(recipe)
  }

  @Test func aFlatFilterChangesNothing() {
    let taps = SampleFilter.taps(configuration) { _ in 0 }
    #expect(taps.count == 65)
    for (index, tap) in taps.enumerated() { #expect(abs(tap - (index == 32 ? 1 : 0)) < 1e-6) }
    let sine = Self.sine(440, 1000)
    for (one, other) in zip(SampleFilter.apply(taps, to: sine), sine) { #expect(abs(one - other) < 1e-6) }
  }

  /// Against the sum written out, at a length that is no multiple of the kernel's block.
  @Test(arguments: [1, 31, 32, 33, 333]) func theFilterIsItsSum(count: Int) {
    var random = RandomSource(seed: 1)
    let taps = (0..<65).map { _ in random.normal() }
    let samples = (0..<count + 64).map { _ in random.normal() }
    let before = (0..<count).map { _ in random.normal() }
    var out = before
    SampleFilter.add(samples, through: taps, to: &out)
    for index in 0..<count {
      let expected = (0..<65).reduce(Double(before[index])) { $0 + Double(taps[$1]) * Double(samples[index + $1]) }
      #expect(abs(Double(out[index]) - expected) < 1e-4)
    }
  }

  /// The drawn power comes out, at frequencies where the shape is smooth against 65 taps.
  @Test(arguments: [1000, 2000, 4000, 6000] as [Float]) func aFilterHasTheDrawnPower(hertz: Float) {
    let shape = { (place: Float) in 1 + 1.5 * cos(.pi * place) }
    let out = SampleFilter.apply(SampleFilter.taps(configuration, shape), to: Self.sine(hertz))
    let gain = log(Self.power(out[1000..<15_000]) / Self.power(Self.sine(hertz)[1000..<15_000]))
    let mel = { (hertz: Float) in log10(1 + hertz / 700) }
    let place = (mel(hertz) - mel(40)) / (mel(7800) - mel(40))
    #expect(abs(gain - shape(place)) < 0.15)
    #expect(abs(SampleFilter.hertz(at: place, configuration) - hertz) < 1)
  }

  @Test func theDomainsFilterIsLevelAndCosines() {
    let drawn = SampleFilter.taps(configuration) { 2 + 0.5 * cos(.pi * $0) - cos(2 * .pi * $0) }
    let taps = domain.filter(level: 2, cosines: [0.5, -1])
    for (one, other) in zip(taps, drawn) { #expect(abs(one - other) < 1e-5) }
  }

  /// Power is the mean square, and what a gain of `level` does to noise, it does to that.
  @Test func powerIsTheMeanSquare() {
    #expect(abs(domain.power([Float](repeating: 0.5, count: 1600)) - log(0.25)) < 1e-4)
    #expect(domain.power([]) == -20)
    #expect(domain.silence(3) == [Float](repeating: 0, count: 480))
    #expect(domain.loudness([Float](repeating: 0.5, count: 1280), .unchanged(bandCount: 160)).count == 2)
  }

  @Test func theBackgroundSoundsLikeTheQuietest() {
    var random = RandomSource(seed: 2)
    let noise = (0..<160 * 100).map { index in (index < 160 * 80 ? 0.3 : 0.001) * random.normal() }
    let quiet = domain.background(50, like: noise, .unchanged(bandCount: 160), &random)
    #expect(quiet.count == 50 * 160)
    for frame in 1..<50 {
      #expect((0.3...2.5).contains(Self.power(quiet[frame * 160..<(frame + 1) * 160]) / 1e-6), "frame \(frame)")
    }
    // No piece follows itself: it is no loop.
    #expect(quiet[160..<1600] != quiet[1760..<3200])
    #expect(domain.background(3, like: [], .unchanged(bandCount: 160), &random) == domain.silence(3))
    #expect(domain.background(0, like: noise, .unchanged(bandCount: 160), &random).isEmpty)
  }

  /// Two frames a cycle of the recording, at a place in it: the samples themselves, twice as loud.
  @Test func recordingsAreAddedAndBeginAgain() {
    let recording = (0..<320).map { Float($0) / 320 }
    var frames = [Float](repeating: 1, count: 5 * 160)
    var position = 1
    domain.add(recording, from: &position, through: domain.filter(level: log(4), cosines: []), to: &frames)
    #expect(position == 0)
    for (index, value) in frames.enumerated() { #expect(abs(value - (1 + 2 * recording[(160 + index) % 320])) < 1e-4) }
  }

  @Test func theLevelIsAGainInNaturalLogPower() {
    var random = RandomSource(seed: 3)
    let louder = changes { ($0.lowestLevel, $0.highestLevel) = (2, 2) }
    let changed = louder.voice(Self.sine(300), warpedBy: 2.5, &random)
    let (voice, stretch) = (changed.frames, changed.stretch)
    #expect(stretch == 1)
    #expect(voice.count == 16_000)
    #expect(abs(log(Self.power(voice) / Self.power(Self.sine(300))) - 2) < 1e-3)
  }

  /// A faster voice is shorter and higher by the same factor.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func speedIsResampling(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let changed = changes { ($0.speed, $0.vocalTract) = (1, 1) }.voice(Self.sine(300), warpedBy: 2.5, &random)
    let (voice, stretch) = (changed.frames, changed.stretch)
    #expect((0.8...1.25).contains(stretch) && abs(stretch - 1) > 0.005)
    #expect(voice.count % 160 == 0)
    #expect(abs(Float(voice.count) * stretch - 16_000) < 200)
    let errors = zip(voice, Self.sine(300 * stretch, voice.count)).map { abs($0 - $1) }
    #expect((errors.dropLast(2).max() ?? 1) < 1e-3)
  }

  @Test func aTiltColoursAndNoMore() {
    var random = RandomSource(seed: 4)
    let noise = (0..<16_000).map { _ in 0.1 * random.normal() }
    let changed = changes { $0.tilt = 1 }.voice(noise, warpedBy: 2.5, &random)
    let (voice, stretch) = (changed.frames, changed.stretch)
    #expect(stretch == 1 && voice.count == 16_000)
    let ratio = log(Self.power(voice) / Self.power(noise))
    #expect(abs(ratio) > 0.01 && abs(ratio) < 8)
  }

  /// The floor lies between the clip's quietest places and its median, give or take e^(normal): far below a loud tone, not below its pauses.
  @Test(arguments: 1...5 as ClosedRange<UInt64>) func aNoiseFloorIsAsHighAsTheClipsQuietPlaces(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let clip = Self.sine(1000).enumerated().map { index, tone in 0.01 * random.normal() + (index / 4000 % 2 == 0 ? tone : 0) }
    var noisy = clip
    changes { $0.noiseFloor = 1 }.addFloor(&noisy, &random)
    let added = zip(noisy, clip).map { $0 - $1 }
    let height = log(Self.power(added) / 1e-4)
    #expect((-7...5).contains(height), "\(height)")
    #expect(abs(log(Self.power(added[0..<8000]) / Self.power(added[8000...]))) < 0.3)
    var short = [Float](repeating: 0.1, count: 160)
    changes { $0.noiseFloor = 1 }.addFloor(&short, &random)
    #expect(short == [Float](repeating: 0.1, count: 160))
  }

  /// The scale of those places: white noise of variance σ² has σ² in every one.
  @Test func aNoiseFloorOnWhiteNoiseIsAsHighAsIt() {
    var random = RandomSource(seed: 9)
    var sum: Float = 0
    for _ in 0..<40 {
      let clip = (0..<4000).map { _ in 0.01 * random.normal() }
      var noisy = clip
      changes { $0.noiseFloor = 1 }.addFloor(&noisy, &random)
      sum += log(Self.power(zip(noisy, clip).map { $0 - $1 }) / 1e-4)
    }
    // Cells of noise scatter exponentially: the mean of their 5th to 60th percentiles is near −1.4; slopes from −3 to 1 take another 0.9.
    #expect(abs(sum / 40 + 2.2) < 0.8, "\(sum / 40)")
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>) func masksTakeBandsAndFrames(seed: UInt64) {
    var random = RandomSource(seed: seed)
    let noise = (0..<32_000).map { _ in 0.1 * random.normal() }
    var masked = noise
    changes { $0.spectralMasks = 1 }.mask(&masked, &random)
    #expect(masked.count == noise.count)
    let silent = (0..<200).filter { masked[$0 * 160..<($0 + 1) * 160].allSatisfy { $0 == 0 } }
    #expect(silent.count <= 30)
    #expect(silent == Array((silent.first ?? 0)..<(silent.first ?? 0) + silent.count))
    #expect(Self.power(masked) < Self.power(noise))
    #expect(Self.power(masked) > 0.4 * Self.power(noise))
    #expect(masked != noise)
  }

  /// Statistics that change nothing, and levels that fall with the sound: the material of a waveform.
  @Test func eachFrontEndHasItsDomain() {
    #expect(FeatureConfiguration(.logmel).domain is LogPowerDomain)
    #expect(FeatureConfiguration(.spectrum).domain is LogPowerDomain)
    #expect(FeatureConfiguration(.waveform).domain is SampleDomain)
  }
}
