import ArgumentParser

/// The first word of a command line that should be a command and is none.
struct MistypedCommand {
  let word: String
  let known: [String]

  /// - Returns: nil when the line begins with a command, or with an option.
  init?(_ arguments: [String], of program: any ParsableCommand.Type) {
    // A closure: the compiler of 6.3.1 breaks on a key path here.
    known = program.configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !known.contains(word) else { return nil }
    self.word = word
  }

  var failure: Failure {
    let distances = known.map { Self.editDistance(Array(word), Array($0)) }
    // Two slips in a command of five letters; further away it is a guess.
    let near = zip(distances, known).filter { $0.0 <= 2 }.min { $0.0 < $1.0 }?.1
    let advice = near.map { "did you mean \($0)?" } ?? "known are \(known.joined(separator: ", ")), see `undertone help`"
    return Failure("there is no command \(word); \(advice)", exitCode: 64)
  }

  /// Letters to be put in, left out or changed (Levenshtein), row by row.
  private static func editDistance(_ one: [Character], _ other: [Character]) -> Int {
    var row = Array(0...other.count)
    for (index, letter) in one.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in other.indices {
        let replaced = diagonal + (letter == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[other.count]
  }
}
