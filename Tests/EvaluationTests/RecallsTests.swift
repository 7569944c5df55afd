import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct RecallsTests {
  @Test func accuraciesByHand() {
    var recalls = Recalls()
    for isRight in [true, true, true, false] { recalls.add(.sad, isRight: isRight) }
    recalls.add(.angry, right: 0.5, of: 1)
    #expect(isNear(recalls.weightedAccuracy, 0.7))
    #expect(isNear(recalls.unweightedRecall, 0.625))
    #expect(recalls.recall(.sad) == 0.75)
    #expect(recalls.recall(.fear) == nil)
    #expect(Recalls().weightedAccuracy == nil)
    #expect(Recalls().unweightedRecall == nil)
    #expect([recalls, recalls].sum().all == recalls.all * 2)
  }

  @Test func theyAgreeWithTheConfusion() throws {
    var random = RandomSource(seed: 3)
    let estimates = (0..<300).map { _ in
      Made.estimate(
        CorpusName.cremad.emotions[random.index(6)], says: Emotion.allCases[random.index(8)], speaker: "\(random.index(5))")
    }
    let scores = Scores(estimates)
    for (answers, table) in [(Answers.masked, scores.masked), (.open, scores.open)] {
      let recalls = estimates.bySpeaker.map { Recalls($0, answers) }.sum()
      let (recall, accuracy) = (try #require(table.unweightedRecall), try #require(table.weightedAccuracy))
      #expect(isNear(recalls.unweightedRecall, recall))
      #expect(isNear(recalls.weightedAccuracy, accuracy))
    }
    #expect(estimates.unweightedRecall(.open).value == scores.open.unweightedRecall)
    #expect(estimates.genderAccuracy.value == 1)
  }

  @Test func singleVotesAndPluralitiesByHand() {
    // Two of three listeners are right; then three emotions share the most votes, the right one among them; then all are wrong.
    let votes = [[1, 0, 0, 2, 0, 0, 0, 0], [2, 0, 0, 2, 2, 0, 0, 0], [0, 0, 0, 0, 0, 3, 0, 0]]
    let clips = zip([Emotion.sad, .sad, .angry], votes).map { Made.clip($0, votes: $1) } + [Made.clip(.happy)]
    // Sad 4 of 9 votes, angry none of 3.
    let single = People.recalls(clips, .single)
    #expect(isNear(single.weightedAccuracy, 4.0 / 12))
    #expect(isNear(single.unweightedRecall, 2.0 / 9))
    // Sad 1 and 1/3 of two clips, angry none of one.
    let plurality = People.recalls(clips, .plurality)
    #expect(isNear(plurality.weightedAccuracy, 4.0 / 9))
    #expect(isNear(plurality.unweightedRecall, 1.0 / 3))
    let measured = People.measure(clips, .single, \.weightedAccuracy)
    #expect(isNear(measured.value, 4.0 / 12) && measured.interval == nil)
  }
}
