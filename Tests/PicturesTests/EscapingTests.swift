import Foundation
import Testing

@testable import Pictures

@Suite struct EscapingTests {
  static let names = [
    "a<b&\"c\".wav", "x_1^2{3}@4&5", "it's `date` $HOME", "back\\slash\\n %d", "' id='x' href='#y'", "</text><script>", "'''''a''",
    "{/:Bold no}", "ü → ≥ 日本",
  ]

  @Test(arguments: names)
  func namesComeOutAsTheyAre(_ name: String) throws {
    let panel = CurvePanel(x: .categories([name], name), yTitle: name, curves: [Curve(name, [.init(x: 0, y: 1)])])
    let figure = try Figure.curves([panel], name: name, title: name, caption: name)
    let svg = try #require(DrawnSVG(try figure.svg(width: 720)), "not well-formed")
    #expect(svg.texts.filter { $0.words == name }.count == 5, "title, both axes, a category, the legend")
    #expect(svg.names == ["title": name, "desc": name])
    #expect(svg.ids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") || $0 == "_" } })
    #expect(try !figure.png(width: 720).isEmpty)
  }

  @Test func lineEndsAndControlCharactersBecomeSpaces() throws {
    let figure = try Figure.corpus([("one\ntwo", [("a\u{1}b\tc", 7)])], title: "EOD\nplot x\r\nEOD", caption: "one\u{0}two")
    let svg = try #require(DrawnSVG(try figure.svg()), "not well-formed")
    let words = svg.texts.map(\.words)
    #expect(words.contains("one two") && words.contains("a b c") && words.contains("EOD plot x EOD"))
    #expect(svg.names["desc"] == "one two")
  }

  @Test func idsOfTwoFiguresDoNotMeet() throws {
    let first = try #require(DrawnSVG(try Made.noise().figure.svg()))
    let second = try #require(DrawnSVG(try Made.stream().figure.svg()))
    #expect(!first.ids.isEmpty && Set(first.ids).isDisjoint(with: second.ids))
    #expect(SVGDocument.identifier("by hour ü/2") == "figure-by-hour---2")
  }
}
