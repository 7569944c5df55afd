import Foundation

/// A table of comma-separated values with a header line; a value in double quotes may hold commas and doubled quotes.
///
/// Spreadsheets of some countries write semicolons, some write tabs, and some a byte-order mark: all are read. Titles count in any letters,
/// and spaces around values are dropped.
///
/// Source: RFC 4180 (without line breaks inside quotes).
package struct CommaTable: Sendable {
  package struct Row: Sendable {
    let columns: [String: Int]
    /// In the file, counted from 1.
    let line: Int
    let values: [String]

    /// The value of a column; empty when the line is short.
    package subscript(_ name: String) -> String {
      guard let index = columns[name.lowercased()], index < values.count else { return "" }
      return values[index]
    }
  }

  package let rows: [Row]

  /// - Throws: `CorpusError` when one of `columns` is missing from the header.
  package init(_ text: String, name: String, columns: [String]) throws(CorpusError) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    let header = (lines.first ?? "").drop { $0 == "\u{FEFF}" }
    let separator: Character = [",", ";", "\t"].first { header.contains($0) } ?? ","
    var places: [String: Int] = [:]
    for (index, title) in Self.values(header, separator).enumerated() { places[title.lowercased()] = index }
    for column in columns where places[column.lowercased()] == nil {
      let found = places.keys.sorted().filter { !$0.isEmpty }.joined(separator: ", ")
      throw CorpusError("\(name): its first line has no column \"\(column)\"\(found.isEmpty ? "" : "; it has \(found)")")
    }
    rows = lines.enumerated().dropFirst().filter { !$0.element.isEmpty }.map { index, line in
      Row(columns: places, line: index + 1, values: Self.values(line, separator))
    }
  }

  private static func values(_ line: Substring, _ separator: Character) -> [String] {
    var values: [String] = [""]
    var quoted = false
    var previous = separator
    for character in line {
      if character == "\"" {
        if !quoted && previous == "\"" { values[values.count - 1].append("\"") }  // the second of two
        quoted.toggle()
      } else if character == separator && !quoted {
        values.append("")
      } else {
        values[values.count - 1].append(character)
      }
      previous = character
    }
    return values.map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
