import Foundation
import Model
import TestSupport
import Testing

@testable import Corpus
@testable import Evaluation

/// The trial on made-up clips and a network of random numbers: what is reset, and what is not.
@Suite struct StreamTrialTests {
  private let folder: TemporaryFolder
  private let clips: [Clip]
  private let model: Model

  init() throws {
    folder = try TemporaryFolder()
    var clips: [Clip] = []
    for index in 0..<4 {
      var clip = Made.clip(.sad, gender: .male, key: "cremad/\(index)")
      // A tenth of a second of room, then four of sound.
      let sound = Made.noise(1_600, seed: UInt64(index), level: 0.001) + Made.noise(6_400, seed: UInt64(index) + 9)
      clip.path = try folder.write(sound, rateHz: 16_000, to: "\(index).wav")
      clips.append(clip)
    }
    self.clips = clips
    model = try Made.randomModel()
  }

  private func trial(_ clips: [Clip]? = nil, background: [Float] = [], seed: UInt64 = 1, threads: Int = 1) throws -> StreamTrial {
    StreamTrial(try TestSounds(clips ?? self.clips, threads: threads), background: background, seed: seed)
  }

  @Test func clipByClipEveryClipIsAsTheFirst() throws {
    let all = try trial(threads: 2).clipByClip(model, threads: 2)
    #expect(all.count == 4)
    for clip in clips {
      let alone = try trial([clip]).clipByClip(model, threads: 1)
      #expect(all.first { $0.clip == clip }?.logits == alone[0].logits)
    }
  }

  @Test func theStreamRemembersAndItsSeedOrdersIt() throws {
    let trial = try trial(seed: 2)
    let (stream, again) = (try trial.stream(model), try trial.stream(model))
    #expect(stream.map(\.clip) == again.map(\.clip))
    #expect(stream.map(\.logits) == again.map(\.logits))
    let single = try trial.clipByClip(model, threads: 1)
    for estimate in stream { #expect(single.first { $0.clip == estimate.clip }?.logits != estimate.logits) }
    let other = try self.trial(background: [0.1, -0.1, 0.2], seed: 3).stream(model)
    #expect(other.map(\.logits) != stream.map(\.logits))
  }

  @Test func oneSpeakerAfterAnother() throws {
    let clips = clips.enumerated().map { index, clip in
      var clip = clip
      clip.speaker = ["a", "b"][index % 2]
      return clip
    }
    for seed in UInt64(1)...8 {
      let trial = try trial(clips, seed: seed)
      let speakers = try trial.stream(model, order: .bySpeaker).map(\.clip.speaker)
      #expect(speakers == ["a", "a", "b", "b"] || speakers == ["b", "b", "a", "a"])
    }
  }

  @Test func bothAreAsEachByItself() throws {
    let trial = try trial()
    let both = try trial.both(model, threads: 2)
    #expect(both.stream.map(\.logits) == (try trial.stream(model)).map(\.logits))
    #expect(both.clipByClip.map(\.logits) == (try trial.clipByClip(model, threads: 1)).map(\.logits))
  }

  @Test func aLongStreamPlaysTheClipsAgainInAnotherOrder() throws {
    let trial = try trial(seed: 4)
    // A clip and what stands before it last 0.7 to 2 s.
    let long = try trial.stream(model, hours: 20.0 / 3600)
    #expect(long.prefix(4).map(\.estimate.logits) == (try trial.stream(model)).map(\.logits))
    #expect(long.count >= 10 && long.count <= 30)
    #expect(zip(long, long.dropFirst()).allSatisfy { $0.hours < $1.hours })
    let rounds = stride(from: 0, to: 8, by: 4).map { long[$0..<$0 + 4].map(\.estimate.clip.key) }
    #expect(Set(rounds[0]) == Set(rounds[1]) && Set(rounds[0]).count == 4)
    #expect(Set(stride(from: 0, to: long.count - 3, by: 4).map { long[$0..<$0 + 4].map(\.estimate.clip.key) }).count > 1)
  }

  @Test func everyClipIsHitByALossOnce() throws {
    let trial = try trial(seed: 4)
    let whole = try trial.stream(model)
    let none = try trial.stream(model, losing: 0)
    #expect(Set(none.map(\.clip.key)).count == 4)
    let short = try trial.stream(model, losing: 0.1)
    let long = try trial.stream(model, losing: 30)
    for estimates in [short, long] {
      #expect(estimates.map(\.clip.key) == none.map(\.clip.key))
      #expect(estimates.map(\.logits) != none.map(\.logits))
    }
    #expect(short.map(\.logits) != long.map(\.logits))
    // After ten seconds without sound nothing is carried: what is left is the clip's second half alone.
    #expect(long.allSatisfy { hit in !whole.contains { $0.logits == hit.logits } })
  }

  @Test func aTrialCanBeStopped() throws {
    let watcher = Watcher(tell: { _, _, _ in }, isStopped: { true })
    let trial = StreamTrial(try TestSounds(clips, threads: 1), background: [], seed: 1, watcher: watcher)
    #expect(throws: Stopped.self) { try trial.stream(model) }
    #expect(throws: Stopped.self) { try trial.clipByClip(model, threads: 2) }
  }

  @Test func noiseChangesTheAnswersAndNothingElse() throws {
    let trial = try trial()
    let noise = AddedNoise(Made.noise(5_000, seed: 77), decibels: 10)
    let (clean, noisy) = (try trial.stream(model), try trial.stream(model, noise: noise))
    #expect(clean.map(\.clip) == noisy.map(\.clip))
    #expect(clean.map(\.logits) != noisy.map(\.logits))
    let far = try trial.stream(model, noise: AddedNoise(Made.noise(5_000, seed: 77), decibels: 400))
    #expect(clean.map(\.logits) == far.map(\.logits))
  }

  @Test func afterSomeSpeechTheEstimateIsAnEarlierOneOfTheSameStream() throws {
    let trial = try trial()
    let heard = try trial.stream(model, after: [0.1, 0.25, 10])
    let (times, end) = (heard.estimates, try trial.stream(model))
    #expect(times.count == 4)
    for time in times { #expect(time.map(\.clip) == end.map(\.clip)) }
    #expect(times[3].map(\.logits) == end.map(\.logits))
    // Half a second of sound holds no ten seconds of speech.
    #expect(times[2].map(\.logits) == end.map(\.logits))
    for clip in end.indices { #expect(Set(times[0...2].map { $0[clip].logits }).count == 3) }
    #expect(heard.spokenSeconds == [0.4, 0.4, 0.4, 0.4])
  }

  @Test func doubtfulClipsAreNotPlayed() throws {
    var copy = clips[0]
    copy.key = "cremad/copy"
    let sounds = try TestSounds(clips + [copy], threads: 2)
    #expect(sounds.clips == clips)
    #expect(sounds.leftOut == ["same audio twice": 1])
    #expect(sounds.samples.map(\.count) == [8_000, 8_000, 8_000, 8_000])
  }
}
