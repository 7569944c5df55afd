/// A table of comma-separated values with a header line; a value in double quotes may hold commas and doubled quotes.
///
/// Source: RFC 4180 (without line breaks inside quotes).
package struct CommaTable: Sendable {
  package struct Row: Sendable {
    let columns: [String: Int]
    let values: [String]

    /// The value of a column; empty when the line is short.
    package subscript(_ name: String) -> String {
      guard let index = columns[name], index < values.count else { return "" }
      return values[index]
    }
  }

  package let rows: [Row]

  /// - Throws: `CorpusError` when one of `columns` is missing from the header.
  package init(_ text: String, name: String, columns: [String]) throws(CorpusError) {
    let lines = text.split(whereSeparator: \.isNewline)
    var places: [String: Int] = [:]
    for (index, title) in Self.values(lines.first ?? "").enumerated() { places[title] = index }
    for column in columns where places[column] == nil {
      throw CorpusError("\(name): its first line has no column \"\(column)\"; it has \(places.keys.sorted())")
    }
    rows = lines.dropFirst().map { Row(columns: places, values: Self.values($0)) }
  }

  private static func values(_ line: Substring) -> [String] {
    var values: [String] = [""]
    var quoted = false
    var previous: Character = ","
    for character in line {
      if character == "\"" {
        if !quoted && previous == "\"" { values[values.count - 1].append("\"") }  // the second of two
        quoted.toggle()
      } else if character == "," && !quoted {
        values.append("")
      } else {
        values[values.count - 1].append(character)
      }
      previous = character
    }
    return values
  }
}
