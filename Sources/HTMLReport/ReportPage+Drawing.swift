package import Corpus
internal import Evaluation
internal import Foundation
internal import Mustache
internal import Pictures

extension ReportPage {
  /// The whole file.
  /// - Parameters:
  ///   - threads: pictures are drawn by so many at once.
  ///   - watcher: is told how many are drawn.
  /// - Throws: `PictureError` when one cannot be drawn; `Stopped`.
  package func html(threads: Int, watcher: Watcher) throws -> String {
    let figures = sections.flatMap(\.columns).flatMap(\.blocks).compactMap { block -> Figure? in
      if case .figure(let figure) = block { figure } else { nil }
    }
    let meter = WorkMeter("drawing", total: figures.count, watcher)
    var drawn = try Jobs.map(figures.count, threads: threads, meter: meter) { index -> Drawn in
      Drawn(
        page: try figures[index].svg(width: Self.widths.page), phone: try figures[index].svg(width: Self.widths.phone),
        title: figures[index].title, caption: figures[index].caption)
    }[...]
    let sections = sections.map { section -> [String: Any] in
      let columns = section.columns.map { column in
        Self.object(["heading": column.heading], ["blocks": column.blocks.map { Self.object($0, &drawn) }])
      }
      return Self.object(["id": section.id, "title": section.title, "introduction": section.introduction], ["columns": columns])
    }
    let isWide = self.sections.contains { $0.columns.count > 1 }
    let template = try MustacheTemplate(string: Self.template)
    return template.render(
      ["title": title, "subtitle": subtitle, "style": Self.style, "sections": sections, "isWide": isWide] as [String: Any])
  }

  /// Words that are not empty, and other things.
  private static func object(_ words: [String: String], _ others: [String: Any]) -> [String: Any] {
    others.merging(words.filter { !$0.value.isEmpty }) { first, _ in first }
  }

  private struct Drawn: Sendable {
    var page: String
    var phone: String
    var title: String
    var caption: String
  }

  /// What the template shows of a block: one key that says its kind.
  private static func object(_ block: Block, _ drawn: inout ArraySlice<Drawn>) -> [String: Any] {
    switch block {
    case .heading(let text): ["subheading": text]
    case .text(let text): ["text": text]
    case .code(let text): ["code": text]
    case .folded(let name, let text): ["folded": ["name": name, "code": text]]
    case .table(let table): ["table": object(table)]
    case .sound(let data, let path, let label):
      ["sound": ["source": "data:\(kind(ofSound: path));base64,\(data.base64EncodedString())", "label": label]]
    case .figure:
      drawn.popFirst().map { drawn in
        ["figure": ["page": address(drawn.page), "phone": address(drawn.phone), "title": drawn.title, "caption": drawn.caption]]
      } ?? [:]
    }
  }

  private static func address(_ svg: String) -> String { "data:image/svg+xml;base64," + Data(svg.utf8).base64EncodedString() }

  private static func kind(ofSound path: String) -> String {
    switch URL(filePath: path).pathExtension.lowercased() {
    case "opus", "ogg": "audio/ogg"
    case "flac": "audio/flac"
    case "mp3": "audio/mpeg"
    default: "audio/wav"
    }
  }

  private static func object(_ table: ResultTable) -> [String: Any] {
    let rows = table.rows.map { row in
      ["cells": row.enumerated().map { place, cell in object(cell, isName: place == 0) }]
    }
    let headings = table.headings.enumerated().map { place, text in
      let isWord = place > 0 && table.rows.contains { if case .text = $0[place] { true } else { false } }
      return ["text": text, "isWord": isWord] as [String: Any]
    }
    return [
      "title": table.title, "headings": headings, "rows": rows, "notes": table.notes.isEmpty ? [] : [table.notes.joined(separator: " ")],
    ]
  }

  /// A figure and its interval are told apart.
  private static func object(_ cell: ResultTable.Cell, isName: Bool) -> [String: Any] {
    let parts = cell.text.split(separator: " [", maxSplits: 1)
    let isWord = if case .text = cell { true } else { false }
    guard !isWord, parts.count == 2 else { return ["value": cell.text, "isName": isName, "isWord": isWord && !isName] }
    return ["value": String(parts[0]), "interval": "[" + parts[1], "isName": isName, "isWord": false]
  }
}
