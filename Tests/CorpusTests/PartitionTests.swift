import Testing

@testable import Corpus

@Suite struct PartitionTests {
  private func clip(_ key: String, _ corpus: CorpusName, _ speaker: String, _ split: Split, fold: Int? = nil) -> Clip {
    Clip(key: key, path: key, corpus: corpus, speaker: speaker, gender: nil, emotion: .happy, split: split, fold: fold)
  }

  @Test func namesAreReadBack() {
    for partition in Partition.all { #expect(Partition(partition.name) == partition) }
    #expect(Partition("speakers-6") == nil)
    #expect(Partition("without-emodb") == nil)
  }

  /// Two clips of each of some people: nobody has one on each side, but where the draw does not ask who speaks.
  @Test func nobodyIsTrainedOnAndTested() {
    let people: [(CorpusName, String, Split, Int?)] =
      [(.cremad, "cremad-1001", .train, nil), (.cremad, "cremad-1015", .dev, nil), (.tess, "tess-OAF", .train, nil)]
      + (2...6).map { (.ravdess, "ravdess-0\($0)", $0 == 3 ? .dev : .train, $0) }
      + ["DC", "JK", "KL"].map { (.savee, "savee-\($0)", $0 == "KL" ? .dev : .train, nil) }
    let clips = people.flatMap { corpus, speaker, split, fold in
      (0..<20).map { clip("\(speaker)/\($0)", corpus, speaker, split, fold: fold) }
    }
    for partition in Partition.all {
      let (trained, tested) = (clips.filter(partition.trains), clips.filter(partition.tests))
      #expect(!trained.isEmpty && !tested.isEmpty, "\(partition.name)")
      #expect(Set(trained.map(\.key)).isDisjoint(with: tested.map(\.key)), "\(partition.name)")
      let isApart = Set(trained.map(\.speaker)).isDisjoint(with: tested.map(\.speaker))
      #expect(isApart == (partition != .random), "\(partition.name)")
    }
  }

  @Test func everySpeakerOfRavdessSaveeAndTessIsLeftOut() {
    let runs = Partition.speakerRuns.map { Partition.speakers($0) }
    for fold in 2...6 {
      let actor = clip("ravdess/x", .ravdess, "ravdess-0\(fold)", .train, fold: fold)
      #expect(runs.filter { $0.tests(actor) }.count == 1)
    }
    for speaker in ["savee-DC", "savee-JK", "savee-KL"] {
      #expect(runs.contains { $0.tests(clip("savee/x", .savee, speaker, .train)) })
    }
    for speaker in ["tess-OAF", "tess-YAF"] {
      #expect(runs.contains { $0.tests(clip("tess/x", .tess, speaker, .train)) })
    }
  }

  @Test func heldOutSpeakersAreNeverTrainedOn() {
    let held = clip("cremad/h", .cremad, "cremad-1091", .heldOut)
    for partition in Partition.all { #expect(!partition.trains(held), "\(partition.name)") }
  }

  @Test func theDrawIsTheSameEverywhere() {
    // printf %s cremad/1001_DFA_ANG_XX | sha256sum | cut -c 1-8 → 0a86b564, 0 modulo 5
    let drawn = (0..<1000).filter { Partition.random.tests(clip("tess/\($0)", .tess, "tess-OAF", .train)) }
    #expect((150...250).contains(drawn.count))
    #expect(Partition.random.tests(clip("cremad/1001_DFA_ANG_XX", .cremad, "cremad-1001", .train)) == true)
  }
}
