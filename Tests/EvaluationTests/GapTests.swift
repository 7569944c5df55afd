import Model
import Network
import TestSupport
import Testing

@testable import Corpus
@testable import Evaluation

/// Gaps under rules, on made-up sound and a network of random numbers.
@Suite struct GapTests {
  private let model: Model
  private let before = Made.noise(40_000, seed: 1)
  private let after = Made.noise(16_000, seed: 2, level: 0.02)

  init() throws { model = try Made.randomModel() }

  private func hear(_ rules: [GapRule], gaps: [Double]) throws -> [[[SIMD8<Float>]]] {
    var ear = try GapEar(model)
    return ear.hear(before, after, gaps: gaps, rules) { $0.emotion }
  }

  /// Everything after a gap, by the trials' plain ear.
  private func plain(_ past: [Float], _ change: (inout ProductEar) -> Void) throws -> [SIMD8<Float>] {
    var ear = try ProductEar(model)
    _ = ear.hear(past)
    change(&ear)
    var answers: [SIMD8<Float>] = []
    _ = ear.hear(after) { answers.append($1.emotion) }
    return answers
  }

  /// Step by step what `ProductEar` says, which `ProductEarTests` compare with the daemon.
  @Test func theShippedRuleIsWhatListenDoes() throws {
    let gaps = [0.01, 0.3, 1, 2.4]
    let heard = try hear([.shipped], gaps: gaps)
    for (gap, answers) in zip(gaps, heard) {
      let past = Array(before[..<(before.count - Int(gap * 16_000))])
      #expect(answers[0] == (try plain(past) { $0.lose(seconds: gap) }), "\(gap) s")
    }
  }

  @Test func aFreshStartKnowsNothingOfThePast() throws {
    let heard = try hear([.carry, .fresh], gaps: [0, 0.5])
    let fresh = try plain([]) { _ in }
    #expect(heard[0][1] == fresh && heard[1][1] == fresh)
    #expect(heard[0][0] != fresh && heard[1][0] != fresh && heard[0][0] != heard[1][0])
  }

  /// With nothing lost, frames that go on are an ear that was never disturbed.
  @Test func framesMayGoOnAcrossTheGap() throws {
    let heard = try hear([.spliced, .carry], gaps: [0])
    let last = try #require(heard[0][0].last)
    var ear = try ProductEar(model)
    let unbroken = ear.hear(before + after)
    #expect(last == unbroken?.emotion)
    #expect(heard[0][1].last != last)
  }

  /// Rules that keep different things say different things at the first step behind the gap.
  @Test func whatIsKeptMatters() throws {
    let rules: [GapRule] = [.carry, .decay(2), .half, .reset, .fresh]
    let first = try hear(rules, gaps: [0, 2])[1].map { $0[0] }
    for index in rules.indices { #expect(!first[..<index].contains(first[index]), "\(rules[index].name)") }
  }

  /// A clip of one talker and emotion is one number through and through, so that a past says whose it is.
  @Test func thePastIsOneTalkersWithOneEmotion() throws {
    let folder = try TemporaryFolder()
    let kinds: [(String, Emotion)] = [("a", .sad), ("a", .sad), ("a", .sad), ("a", .angry), ("b", .sad), ("b", .angry), ("b", .angry)]
    let clips = try kinds.enumerated().map { index, kind in
      var clip = Made.clip(kind.1, speaker: kind.0, key: "\(index)")
      clip.path = try folder.write(Array(repeating: Float(index + 1) / 16, count: 8_000 + index), rateHz: 16_000, to: "\(index).wav")
      return clip
    }
    let trial = StreamTrial(try TestSounds(clips, threads: 1), background: [], seed: 3)
    var random = RandomSource(seed: 1)
    func heard(_ situation: GapSituation) throws -> (past: [Float], clips: Set<Int>) {
      let made = trial.past(situation, of: 0, 0.5, least: 4, &random)
      let past = try #require(made)
      #expect(past.count >= 64_000)
      return (past, Set(clips.indices.filter { past.contains(Float($0 + 1) / 16) }))
    }
    let same = try heard(.goesOn)
    #expect(same.clips == [0, 1, 2])
    #expect(same.past.suffix(4_000).allSatisfy { $0 == 1.0 / 16 })
    let changes = try (0..<20).map { _ in try heard(.changes).clips }
    #expect(Set(changes) == [[3], [5, 6]])
    let alone = StreamTrial(try TestSounds([clips[0]], threads: 1), background: [], seed: 3)
    #expect(GapSituation.allCases.allSatisfy { alone.past($0, of: 0, 0.5, least: 4, &random) == nil })
  }

  /// Threads do the same work, and a seed says where the gaps are.
  @Test func aTrialIsSeeded() throws {
    let folder = try TemporaryFolder()
    let clips = try (0..<4).map { index in
      var clip = Made.clip(index % 2 == 0 ? .sad : .angry, speaker: "s", key: "\(index)")
      clip.path = try folder.write(Made.noise(9_000, seed: UInt64(index), level: 0.1), rateHz: 16_000, to: "\(index).wav")
      return clip
    }
    let sounds = try TestSounds(clips, threads: 1)
    func found(_ seed: UInt64, threads: Int) throws -> [String: [[[Emotion]]]] {
      let trial = StreamTrial(sounds, background: [], seed: seed)
      let found = try trial.gaps(model, GapRule.all, lengths: [0, 0.1], threads: threads)
      #expect(found.allSatisfy { $0.answers.count == 2 && $0.answers[0].count == GapRule.all.count })
      return Dictionary(uniqueKeysWithValues: found.map { ($0.clip.key + $0.situation.rawValue, $0.answers) })
    }
    let one = try found(1, threads: 1)
    #expect(one.count == 8)
    #expect(try found(1, threads: 2) == one)
    #expect(try found(2, threads: 1) != one)
  }
}
