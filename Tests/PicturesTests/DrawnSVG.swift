import Foundation
import FoundationXML

@testable import Pictures

/// An SVG as an XML parser sees it: texts with their places, ids, references.
final class DrawnSVG: NSObject, XMLParserDelegate {
  struct Text {
    var words: String
    var box: Frame
    var isTurned: Bool
  }

  private(set) var texts: [Text] = []
  private(set) var ids: [String] = []
  private(set) var references: [String] = []
  private(set) var root: [String: String] = [:]
  private(set) var names: [String: String] = [:]
  private var path: [(element: String, attributes: [String: String])] = []
  private var words = ""

  /// Nil where the text is not well-formed.
  init?(_ svg: String) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(_: XMLParser, didStartElement name: String, namespaceURI _: String?, qualifiedName _: String?, attributes: [String: String]) {
    if path.isEmpty { root = attributes }
    path.append((name, attributes))
    if let id = attributes["id"] { ids.append(id) }
    if let reference = attributes["xlink:href"] { references.append(reference) }
    words = ""
  }

  func parser(_: XMLParser, foundCharacters string: String) {
    words += string
  }

  func parser(_: XMLParser, didEndElement name: String, namespaceURI _: String?, qualifiedName _: String?) {
    if name == "text" { texts.append(place(words)) }
    if name == "title" || name == "desc" { names[name] = words }
    path.removeLast()
  }

  /// The box from the group's `translate(x,y)`, its anchor and size, and the width that the layout reckons with.
  private func place(_ words: String) -> Text {
    let group = path.last { $0.attributes["transform"] != nil }?.attributes ?? [:]
    let numbers = (group["transform"] ?? "").split { !"0123456789.-".contains($0) }.compactMap { Double($0) }
    let size = Double(group["font-size"] ?? "") ?? 12
    let width = Lettering.width(words, size: size, isBold: group["font-weight"] == "bold")
    let shifts: [String: Double] = ["middle": 0.5, "end": 1]
    let shift = shifts[group["text-anchor"] ?? ""] ?? 0
    let box = Frame(left: numbers[0] - shift * width, top: numbers[1] - 0.75 * size, width: width, height: 0.75 * size)
    return Text(words: words, box: box, isTurned: numbers.count > 2 && numbers[2] != 0)
  }
}

extension Frame {
  func overlaps(_ other: Frame) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }
}
