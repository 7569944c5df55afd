import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

/// Noise that is mixed in, and what counts as speech.
@Suite struct SoundTests {
  private func power(_ samples: some Collection<Float>) -> Double {
    samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
  }

  @Test(arguments: [20, 5, -3] as [Float])
  func theNoiseStandsAsFarBelowTheClipAsAsked(_ decibels: Float) {
    let recording = Made.noise(3_000, seed: 1, level: 0.7)
    var noise = AddedNoise(recording, decibels: decibels)
    for (seed, level) in [(2, 0.01), (3, 0.3)] as [(UInt64, Float)] {
      let (gap, clip) = ([Float](repeating: 0, count: 1_000), Made.noise(8_000, seed: seed, level: level))
      var (noisyGap, noisyClip) = (gap, clip)
      noise.add(to: &noisyGap, and: &noisyClip)
      let added = zip(noisyClip, clip).map { $0 - $1 }
      #expect(isNear(10 * log10(power(clip) / power(added)), Double(decibels), within: 0.01))
      // In the gap it is as loud as under the clip.
      #expect(isNear(10 * log10(power(noisyGap) / power(added)), 0, within: 1))
    }
  }

  @Test func theRecordingGoesOnFromClipToClipAndBeginsAgain() {
    let recording: [Float] = [1, -1, 1, -1, 1]
    var noise = AddedNoise(recording, decibels: 0)
    var heard: [Float] = []
    for _ in 0..<2 {
      var (gap, clip): ([Float], [Float]) = ([0, 0], [0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
      noise.add(to: &gap, and: &clip)
      heard += gap + clip.map { $0 - 0.5 }
    }
    #expect(heard == (0..<16).map { 0.5 * recording[$0 % 5] })
  }

  @Test func aSilentRecordingAddsNothing() {
    var noise = AddedNoise([0, 0], decibels: 0)
    var (gap, clip): ([Float], [Float]) = ([0.1], [0.5, -0.5])
    noise.add(to: &gap, and: &clip)
    #expect(gap + clip == [0.1, 0.5, -0.5])
  }

  private func tone(_ seconds: Double, _ decibels: Float) -> [Float] {
    (0..<Int(seconds * 16_000)).map { pow(10, decibels / 20) * sin(2 * .pi * 400 * Float($0) / 16_000) }
  }

  private func seconds(_ clock: SpeechClock, _ times: [Double]) -> [Double] {
    times.map { clock.seconds(after: Int($0 * 16_000)) }
  }

  @Test func inAQuietRoomSpeechIsWhatIsWithinThirtyDecibelsOfTheLoudParts() {
    // Quiet, loud, too quiet, quiet enough, silence.
    let clock = SpeechClock(tone(0.5, -60) + tone(1, 0) + tone(0.5, -40) + tone(0.25, -25) + tone(0.5, -200))
    #expect(seconds(clock, [0.5, 1, 1.5, 2, 2.25, 2.75]) == [0, 0.5, 1, 1, 1.25, 1.25])
    #expect(clock.total == 1.25)
    #expect(clock.seconds(after: 0) == 0)
  }

  @Test func inANoisyRoomSpeechIsWhatStandsOutByEightDecibels() {
    let clock = SpeechClock(tone(0.5, -22) + tone(1, 0) + tone(0.5, -15) + tone(0.5, -13) + tone(0.5, -22))
    #expect(seconds(clock, [0.5, 1.5, 2, 2.5, 3]) == [0, 1, 1, 1.5, 1.5])
  }

  @Test func whatIsAlwaysLoudIsSpeech() {
    #expect(SpeechClock(tone(1, -3)).total == 1)
    #expect(SpeechClock([]).total == 0)
    #expect(SpeechClock([Float](repeating: 0, count: 16_000)).total == 0)
  }
}
