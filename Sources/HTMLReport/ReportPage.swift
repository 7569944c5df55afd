package import Evaluation
package import Foundation
package import Pictures

/// A report to read in a browser: one HTML file without anything outside it.
///
///     page ─ section ─ column (one a run) ─ block: words, table, picture, sound
///
/// Pictures stand in it twice, for phones and for wider screens, as SVG that follows the reader's light or dark surroundings.
package struct ReportPage: Sendable {
  package enum Block: Sendable {
    case heading(String)
    case text(String)
    /// Lines that are shown as they are.
    case code(String)
    /// The same, folded away behind a line.
    case folded(String, String)
    case table(ResultTable)
    case figure(Figure)
    /// A clip to play, with what is said of it.
    case sound(Data, path: String, label: String)
  }

  package struct Column: Sendable {
    /// Whose it is; empty where there is one column only.
    package var heading: String
    package var blocks: [Block]

    package init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  package struct Section: Sendable {
    /// The address within the page.
    package var id: String
    package var title: String
    package var introduction: String
    package var columns: [Column]

    package init(id: String, title: String, introduction: String = "", _ columns: [Column]) {
      self.id = id
      self.title = title
      self.introduction = introduction
      self.columns = columns
    }
  }

  package var title: String
  package var subtitle: String
  package var sections: [Section]

  package init(title: String, subtitle: String, _ sections: [Section]) {
    self.title = title
    self.subtitle = subtitle
    self.sections = sections
  }

  /// How wide pictures are drawn, CSS pixels: the page shows the first up to 600.
  static let widths = (phone: 344, page: 720)
}
