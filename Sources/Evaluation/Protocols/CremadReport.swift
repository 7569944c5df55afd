internal import Corpus

/// `cremad`: CREMA-D's unheard speakers, beside the people who listened to the same clips.
package struct CremadReport: TestReport {
  private let heard: Hearing

  package init(_ heard: Hearing) { self.heard = heard }

  package var tables: [ResultTable] { [whole, groups, confusion] }

  private var whole: ResultTable {
    let clips = heard.stream.map(\.clip)
    let models = [("endless stream", heard.stream), ("clip by clip", heard.clipByClip)].map { name, estimates in
      [ResultTable.Cell.text(name)] + estimates.size + [
        .share(estimates.weightedAccuracy(.masked)), .share(estimates.unweightedRecall(.masked)),
        .share(estimates.unweightedRecall(.open)), .share(estimates.genderAccuracy),
      ]
    }
    let voted = heard.stream.filter { !$0.clip.votes.isEmpty }
    let people = [("people, single votes", People.Vote.single), ("people, plurality", .plurality)].map { name, vote in
      [ResultTable.Cell.text(name)] + voted.size + [
        .share(People.measure(clips, vote, \.weightedAccuracy)), .share(People.measure(clips, vote, \.unweightedRecall)),
        .share(Measured(nil)), .share(Measured(nil)),
      ]
    }
    return ResultTable(
      "CREMA-D: percent, [95 % interval over speakers]", ["", "clips", "speakers", "WA", "UAR", "UAR8", "gender"],
      models + (voted.isEmpty ? [] : people),
      notes: [
        "UAR: mean recall of the six emotions, answers among them (UAR8: among all eight). The stream holds these clips alone.",
        "People heard the voice alone and chose among the six; a plurality of k emotions counts 1/k.",
      ])
  }

  private var groups: ResultTable {
    let rows = ClipGroup.people(heard.stream).map { group in
      let estimates = group.of(heard.stream)
      return [ResultTable.Cell.text(group.name)] + estimates.size + [
        .share(estimates.unweightedRecall(.masked)), .share(group.of(heard.clipByClip).unweightedRecall(.masked)),
        .share(estimates.genderAccuracy), .share(People.measure(estimates.map(\.clip), .plurality, \.unweightedRecall)),
      ]
    }
    return ResultTable(
      "By gender, age and intensity", ["", "clips", "speakers", "UAR stream", "UAR clip by clip", "gender", "UAR people"], rows)
  }

  private var confusion: ResultTable {
    let emotions = CorpusName.cremad.emotions
    let table = Scores(heard.stream).masked
    let people = People.recalls(heard.stream.map(\.clip), .plurality)
    let rows = emotions.map { truth in
      [ResultTable.Cell.text("\(truth)")] + table.cells(truth, emotions) + [.share(Measured(people.recall(truth)))]
    }
    return ResultTable(
      "Confusion in the stream: rows what was meant, columns what was heard, percent of the row",
      ["meant"] + emotions.map { "\($0)" } + ["clips", "people right"], rows)
  }
}
