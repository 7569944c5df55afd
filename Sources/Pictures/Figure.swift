import Foundation

/// A picture that can be drawn at any width: its words, and how its parts are laid out on a sheet.
///
/// The same data and width give the same bytes. The layout changes with the width, the size of the letters does not.
package struct Figure: Sendable {
  /// The stem of the file's name, and the prefix of the ids in the SVG: "noise".
  package var name: String
  /// Stands in the picture.
  package var title: String
  /// One to three sentences with units and data: beneath the picture in HTML, and in the SVG's description.
  package var caption: String
  /// The finished sheet for a width in CSS pixels and the title.
  private let layout: @Sendable (_ width: Double, _ title: String) -> Sheet

  init(name: String, title: String, caption: String, layout: @escaping @Sendable (Double, String) -> Sheet) {
    self.name = name
    self.title = title
    self.caption = caption
    self.layout = layout
  }

  /// One SVG element, complete in itself, that follows the reader's light or dark surroundings.
  /// - Parameters:
  ///   - width: CSS pixels.
  ///   - isCaptioned: whether the caption stands in the picture itself, for a picture that stands alone.
  package func svg(width: Int = 720, isCaptioned: Bool = false) throws(PictureError) -> String {
    let drawn = try Gnuplot().draw(try sheet(width, isCaptioned).script(for: .svg))
    return try SVGDocument(drawn, name: name, title: title, description: caption).text
  }

  /// A PNG file with a white background, twice as many pixels wide as `width`.
  /// - Parameters: as for the SVG.
  package func png(width: Int = 720, isCaptioned: Bool = false) throws(PictureError) -> Data {
    try Gnuplot().draw(try sheet(width, isCaptioned).script(for: .png))
  }

  private func sheet(_ width: Int, _ isCaptioned: Bool) throws(PictureError) -> Sheet {
    guard (280...4000).contains(width) else {
      throw PictureError("\(name): a picture of \(width) pixels was asked for; give a width of 280 to 4000")
    }
    var sheet = layout(Double(width), title)
    if isCaptioned {
      sheet.y += 8
      sheet.paragraph(caption, colour: Palette.muted.light)
    }
    sheet.y = (sheet.y + Sheet.margin).rounded(.up)
    return sheet
  }
}
