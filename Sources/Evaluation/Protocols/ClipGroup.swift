internal import Corpus

/// Clips that a row of a table is about.
struct ClipGroup {
  var name: String
  var contains: (Clip) -> Bool

  /// Each corpus that the clips come from; with several, all together last.
  static func corpora(_ estimates: [Estimate]) -> [ClipGroup] {
    let found = Set(estimates.map(\.clip.corpus)).sorted()
    let single = found.map { corpus in ClipGroup(name: corpus.rawValue) { $0.corpus == corpus } }
    return single + (found.count > 1 ? [ClipGroup(name: "all") { _ in true }] : [])
  }

  /// Genders, ages and intensities that occur.
  static func people(_ estimates: [Estimate]) -> [ClipGroup] {
    let intensities = Set(estimates.map(\.clip.intensity)).subtracting([""]).sorted()
    let groups =
      [ClipGroup(name: "all") { _ in true }]
      + Gender.allCases.map { gender in ClipGroup(name: "\(gender)") { $0.gender == gender } }
      + [
        ClipGroup(name: "under 30") { $0.age.map { $0 < 30 } ?? false },
        ClipGroup(name: "30 to 49") { $0.age.map { (30..<50).contains($0) } ?? false },
        ClipGroup(name: "50 and over") { $0.age.map { $0 >= 50 } ?? false },
      ]
      + intensities.map { intensity in ClipGroup(name: "intensity \(intensity)") { $0.intensity == intensity } }
    return groups.filter { group in estimates.contains { group.contains($0.clip) } }
  }

  func of(_ estimates: [Estimate]) -> [Estimate] { estimates.filter { contains($0.clip) } }
}

extension Array where Element == Estimate {
  /// Clips and speakers, as cells.
  var size: [ResultTable.Cell] { [.count(count), .count(Set(map(\.clip.speaker)).count)] }
}
