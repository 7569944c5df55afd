import Corpus
import Evaluation
import Foundation
import HTMLReport
import Pictures
import Testing

/// One file with nothing outside it, and every word of it literal.
@Suite struct ReportPageTests {
  private func html(_ blocks: [ReportPage.Block], runs: Int = 1, watcher: Watcher = .none) throws -> String {
    let columns = (0..<runs).map { ReportPage.Column(runs > 1 ? "run \($0)" : "", blocks) }
    let section = ReportPage.Section(id: "s", title: "A & B", introduction: "intro", columns)
    return try ReportPage(title: "<report>", subtitle: "sub", [section]).html(threads: 2, watcher: watcher)
  }

  private func figure() throws -> Figure {
    try .curves(
      [CurvePanel(x: .linear("x"), yTitle: "y", curves: [Curve("c", [.init(x: 0, y: 0.5), .init(x: 1, y: 0.7)])])], name: "noise",
      title: "In \"noise\" <&", caption: "a < b & c")
  }

  @Test func wordsStandLiterally() throws {
    let page = try html([.heading("h<1>"), .text("5 < 6 & \"so\""), .code("a <b>\n  c"), .folded("more", "x && y")])
    #expect(page.contains("<title>&lt;report&gt;</title>"))
    #expect(page.contains("A &amp; B") && page.contains("<p>intro</p>"))
    #expect(page.contains("<h3>h&lt;1&gt;</h3>") && page.contains("5 &lt; 6 &amp; &quot;so&quot;"))
    #expect(page.contains("a &lt;b&gt;\n  c</pre>"))
    #expect(page.contains("<summary>more</summary>") && page.contains("x &amp;&amp; y"))
    #expect(!page.contains("{{") && !page.contains("}}"))
    #expect(page.components(separatedBy: "<h3>").count == 2)  // no block inherits another's heading
  }

  @Test func tablesKeepTheirIntervals() throws {
    let table = ResultTable(
      "Scores", ["corpus", "clips", "UAR", "rates"],
      [[.text("savee"), .count(3), .share(Measured(0.705, .init(low: 0.64, high: 0.764))), .text("16000")]], notes: ["note <1>"])
    let page = try html([.table(table)])
    #expect(page.contains(#"<th scope="row">savee</th>"#))
    #expect(page.contains("<td>70.5 <small>[64.0, 76.4]</small></td>"))
    #expect(page.contains(#"<th scope="col" class="word">rates</th>"#) && page.contains(#"<td class="word">16000</td>"#))
    #expect(page.contains("note &lt;1&gt;"))
  }

  @Test func picturesAndSoundsAreInTheFile() throws {
    let page = try html([.figure(try figure()), .sound(Data([1, 2, 3]), path: "a.opus", label: "cremad/a")])
    #expect(page.contains("data:audio/ogg;base64,AQID"))
    for (attribute, width) in [("srcset", 344), ("src", 720)] {
      let start = try #require(page.range(of: "\(attribute)=\"data:image/svg+xml;base64,"))
      let end = try #require(page[start.upperBound...].firstIndex(of: "\""))
      let svg = String(decoding: try #require(Data(base64Encoded: String(page[start.upperBound..<end]))), as: UTF8.self)
      #expect(svg.contains("width=\"\(width)\"") && svg.contains("prefers-color-scheme"))
    }
    #expect(page.contains("alt=\"In &quot;noise&quot; &lt;&amp;. a &lt; b &amp; c\""))
    // Nothing is fetched: what has an address is within the file.
    let addresses = page.matches(of: /(?:src|href|srcset)="([^"]{0,12})/).map { String($0.1) }
    #expect(addresses.count == 4 && addresses.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("#") })
    #expect(!page.contains("<script") && !page.contains("url("))
  }

  @Test func twoRunsStandSideBySide() throws {
    let page = try html([.text("words")], runs: 2)
    #expect(page.contains(#"<body class="wide">"#))
    #expect(page.contains("run 0</h3>") && page.contains("run 1</h3>"))
    #expect(try html([.text("words")]).contains("<body>"))
  }

  @Test func drawingCanBeStopped() throws {
    let figure = try figure()
    #expect(throws: Stopped.self) { try html([.figure(figure)], watcher: Watcher(tell: { _, _, _ in }, isStopped: { true })) }
  }
}
