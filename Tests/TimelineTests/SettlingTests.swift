import Testing

@testable import Timeline

/// The settled emotion, seen through the changes.
@Suite struct SettlingTests {
  /// Named from the tenth step (cell 1); held for 0.8 s, twenty steps, it is settled in cell 5.
  @Test func settlesAfterTheHold() {
    #expect(Marble("AAAAAAAAA").changes == ".....a...")
    #expect(Marble("AAAAAAAAA") { $0.holdSeconds = 0 }.changes == ".a.......")
    #expect(Marble("AAAAAAAAA") { $0.enterConfidence = 0.95 }.changes == ".........")
  }

  @Test func anotherMustHoldAsLong() {
    #expect(Marble("AAAAAAAASSSSSS").changes == ".....a......s.")
    // Shorter than the hold: nothing happens.
    #expect(Marble("AAAAAAAASSSAAAAA").changes == ".....a..........")
    #expect(Marble("AAAAAAAASSSFFFSSS").changes == ".....a...........")
  }

  /// Between leave (0.25) and enter (0.45) the settled one stays, and another does not come in.
  @Test func hysteresis() {
    #expect(Marble("AAAAAAAAaaaaaaaaaa").changes == ".....a............")
    #expect(Marble("aaaaaaaaaaaa").changes == "............")
    #expect(Marble("AAAAAAAAssssssssss").changes == ".....a......0.....")
  }

  @Test func fadesToNoneWhenUncertain() {
    #expect(Marble("AAAAAAAA????????").changes == ".....a......0...")
  }

  /// Silence from the 29th step after the last speech; 0.8 s of it end the settled emotion.
  @Test func fadesToNoneInSilence() {
    #expect(Marble("AAAAAAAA--------------").changes == ".....a...........0....")
  }

  @Test func aChangeNamesWhereItCameFromAndHowSure() throws {
    let changes = Marble("AAAAAAAASSSSSS????????").events.compactMap { event -> (Change, Int64)? in
      if case .change(let change) = event.content { (change, event.tick) } else { nil }
    }
    try #require(changes.count == 3)
    #expect(changes[0].0.from == -1 && changes[0].0.to == 4 && changes[0].0.confidence == 0.9)
    #expect(changes[1].0.from == 4 && changes[1].0.to == 3 && changes[1].0.confidence == 0.9)
    // Left for none: the probability of what was left.
    #expect(changes[2].0.from == 3 && changes[2].0.to == -1 && changes[2].0.confidence == 0.125)
    #expect(changes[0].1 == 880 + 640 * 29)
    #expect(changes[1].1 == 880 + 640 * 60)
  }
}
