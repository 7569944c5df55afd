import Foundation

/// Figures under headings: readable as text, and as JSON with the headings for keys.
package struct ResultTable: Equatable, Sendable {
  package enum Cell: Equatable, Sendable {
    case text(String)
    case count(Int)
    /// 0…1: percent in the text, as it is in JSON; a bracket holds the interval.
    case share(Measured)
    case number(Double?, decimals: Int)
  }

  package var title: String
  package var headings: [String]
  /// `[rows, headings]`
  package var rows: [[Cell]]
  /// What a reader must know, below the table.
  package var notes: [String]

  package init(_ title: String, _ headings: [String], _ rows: [[Cell]], notes: [String] = []) {
    precondition(rows.allSatisfy { $0.count == headings.count }, "\(title): rows as wide as the headings")
    self.title = title
    self.headings = headings
    self.rows = rows
    self.notes = notes
  }

  /// Columns as wide as they need; words to the left, numbers to the right.
  package var text: String {
    let cells = rows.map { $0.map(\.text) }
    let widths = headings.indices.map { column in ([headings[column]] + cells.map { $0[column] }).map(\.count).max() ?? 0 }
    let lines = ([headings] + cells).map { line in
      zip(line, widths).enumerated().map { column, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ").trimmingSuffix(" ")
    }
    return ([title] + lines + notes).joined(separator: "\n")
  }
}

extension ResultTable.Cell {
  /// As it stands in a table: percent, with the interval in brackets.
  package var text: String {
    switch self {
    case .text(let text): return text
    case .count(let count): return "\(count)"
    case .number(let number, let decimals): return number.map { String(format: "%.\(decimals)f", $0) } ?? "–"
    case .share(let measured):
      guard let interval = measured.interval else { return Report.percent(measured.value) }
      return "\(Report.percent(measured.value)) [\(Report.percent(interval.low)), \(Report.percent(interval.high))]"
    }
  }
}

extension ResultTable: Encodable {
  private enum Key: String, CodingKey { case title, rows, notes }

  package func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(title, forKey: .title)
    try object.encode(
      rows.map { Dictionary(zip(headings, $0)) { first, _ in first } }, forKey: .rows)
    if !notes.isEmpty { try object.encode(notes, forKey: .notes) }
  }
}

extension ResultTable.Cell: Encodable {
  private enum Key: String, CodingKey { case value, low, high }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .text(let text): try Self.single(text, encoder)
    case .count(let count): try Self.single(count, encoder)
    case .number(let number, _): try Self.single(number, encoder)
    case .share(let measured):
      guard let interval = measured.interval else { return try Self.single(measured.value, encoder) }
      var object = encoder.container(keyedBy: Key.self)
      try object.encode(measured.value, forKey: .value)
      try object.encode(interval.low, forKey: .low)
      try object.encode(interval.high, forKey: .high)
    }
  }

  private static func single(_ value: some Encodable, _ encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = Substring(self)
    while text.last == character { text.removeLast() }
    return String(text)
  }
}
