/// What a further training brought, on the same clips of people whom it did not hear.
package struct GainReport: TestReport {
  private let before: Hearing
  private let after: Hearing
  private let names: [String]

  /// - Parameter names: of the two models.
  package init(before: Hearing, after: Hearing, names: [String]) {
    self.before = before
    self.after = after
    self.names = names
  }

  package var tables: [ResultTable] {
    [("endless stream", \Hearing.stream), ("clip by clip", \Hearing.clipByClip)].map { name, part in
      let (old, new) = (before[keyPath: part], after[keyPath: part])
      let hasGenders = new.contains { $0.clip.gender != nil }
      let rows = ClipGroup.corpora(new).map { group in
        let (old, new) = (group.of(old), group.of(new))
        return [ResultTable.Cell.text(group.name)] + new.size + [
          .share(old.unweightedRecall(.masked)), .share(new.unweightedRecall(.masked)), .share(new.recallLost(to: old)),
          .share(old.weightedAccuracy(.masked)), .share(new.weightedAccuracy(.masked)),
        ] + (hasGenders ? [.share(old.genderAccuracy), .share(new.genderAccuracy)] : [])
      }
      return ResultTable(
        "Speakers held out, \(name): percent, [95 % interval over speakers]",
        ["corpus", "clips", "speakers", "UAR before", "UAR after", "gain", "WA before", "WA after"]
          + (hasGenders ? ["gender before", "gender after"] : []), rows,
        notes: ["Before: \(names[0]). After: \(names[1]). Among the emotions that the corpus or the list has."]
          + (Set(new.map(\.clip.speaker)).count > 1
            ? [] : ["One speaker alone gives no interval: a few clips more or fewer then say nothing."]))
    }
  }
}
