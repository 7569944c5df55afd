import Foundation
import Testing

@testable import Watching

@Suite struct WatchScreenTests {
  /// Golden/make.sh sets it, to write the files anew.
  private static let isWriting = ProcessInfo.processInfo.environment["UNDERTONE_WRITE_GOLDEN"] != nil

  private func expect(_ canvas: Canvas, _ name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).txt")
    let text = canvas.rows.joined(separator: "\n") + "\n"
    if Self.isWriting { try text.write(to: file, atomically: true, encoding: .utf8) }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)))
  }

  @Test(arguments: [(80, 24), (40, 10), (120, 40), (72, 18), (60, 16)])
  func aBusyHalfMinuteIsAsCommitted(width: Int, height: Int) throws {
    try expect(Made.busy().draw(width, height), "busy-\(width)x\(height)")
  }

  @Test func withoutUnicodeItIsASCII() throws {
    let canvas = Made.busy().draw(80, 24, isUnicode: false)
    #expect(canvas.cells.allSatisfy { $0.scalar?.isASCII == true })
    try expect(canvas, "ascii-80x24")
  }

  @Test func severalInputsHaveARow() throws {
    var made = Made()
    for (index, name) in ["front", "rear", "roof"].enumerated() {
      made.origin = #""source":"\#(name)""#
      made.start(name)
      made.estimate(index == 1 ? nil : "happy", 0.6, at: 1, reason: index == 1 ? "silence" : nil)
    }
    made.add("alert", at: 1, #""rule":"loud","state":"raised","since_s":0.5"#)
    made.state.select(1)
    try expect(made.draw(80, 24), "inputs-80x24")
    try expect(made.draw(40, 10), "inputs-40x10")
  }

  @Test func anEndedStreamIsNoAnswer() throws {
    var made = Made.busy()
    made.add("stop", at: 26, #""reason":"end of input","steps":1046,"lost_samples":0,"dropped_events":0"#)
    made.state.end()
    try expect(made.draw(80, 24), "ended-80x24")
  }

  @Test func everyHeightHoldsEverything() {
    for height in WatchRows.least...100 {
      let rows = WatchRows(height: height)
      #expect(rows.panel.count >= 8 && rows.answer > 3)
      #expect(rows.letters - rows.curveRows >= rows.panel.upperBound && rows.letters < height - 2)
      if let axis = rows.axis { #expect(axis < height - 2) }
    }
  }

  @Test func anySizeIsDrawn() {
    let made = Made.busy()
    for width in [1, 2, 39, 40, 41, 59, 71, 72, 73, 200, 400] {
      for height in [1, 2, 9, 10, 11, 17, 18, 19, 100] {
        let rows = made.draw(width, height).rows
        #expect(rows.count == height)
        if width >= 40, height >= 10 { #expect(rows.joined().contains("71 %")) }
      }
    }
    #expect(made.draw(39, 10).rows[0] == "39×10: too small, 40×10 is needed")
  }

  /// What is too old is neither named nor drawn as a bar, and the colours of an answer are gone.
  @Test func aStaleAnswerDoesNotLookFresh() {
    let made = Made.busy()
    let (fresh, stale) = (made.draw(80, 24, after: 0.9).rows, made.draw(80, 24, after: 1.1).rows)
    #expect(fresh.contains { $0.hasPrefix("  ANGRY  71 %") })
    #expect(!stale.contains { $0.contains("ANGRY") || $0.contains("71 %   ") || $0.contains("settled: angry") })
    #expect(stale.contains { $0.contains("unknown (stale") })
    #expect(stale.filter { $0.hasPrefix(" a angry") }.allSatisfy { !$0.contains("█") })
    #expect(stale[2].contains("– dBFS"))
  }

  @Test func silenceOfTheStreamIsTold() {
    let made = Made.busy()
    #expect(!made.draw(80, 24, after: 10.5).rows.contains { $0.contains("no events for") })
    #expect(made.draw(80, 24, after: 14.2).rows[22] == "  no events for 14 s")
    #expect(made.draw(40, 10, after: 14.2).rows[9].contains("no events for 14 s"))
  }

  @Test func anUnknownAnswerHasNoColour() {
    var made = Made()
    made.start()
    made.estimate("sad", 0.7, at: 1)
    let inks = { (canvas: Canvas) in Set((8..<16).flatMap { row in (12..<40).map { canvas[row, $0].style.ink } }) }
    #expect(inks(made.draw(80, 24)).contains(.sad))
    made.estimate(nil, 0.34, at: 1.5, reason: "uncertain")
    #expect(inks(made.draw(80, 24)).isSubset(of: [.text, .faint]))
  }

  @Test func aPausedViewSaysWhenItIsOf() {
    var made = Made.busy()
    made.state.flow = .paused
    let rows = made.draw(80, 24).rows
    #expect(rows[0].contains("PAUSED"))
    #expect(rows.contains { $0.contains("ANGRY") && $0.contains("at 0:26.0") })
  }

  @Test(arguments: [1e300, -1e300, 1e19, -0.0]) func noNumberBringsItDown(number: Double) {
    var made = Made()
    made.start()
    made.estimate("sad", number, at: 1)
    made.level(number, peak: number, at: 1)
    made.add("gap", at: 1, #""lost_samples":1,"lost_ms":\#(number),"cause":"overrun","dropped":18446744073709551615"#)
    let steps = #"{"p50":1,"p99":\#(number),"max":1}"#
    made.add("health", at: 1, #""uptime_s":\#(number),"step_us":\#(steps),"load":\#(number),"resident_kb":18446744073709551615"#)
    made.add("change", at: number, #""from":null,"to":"sad","confidence":\#(number)"#)
    made.estimate("sad", 0.5, at: number)
    for (width, height) in [(80, 24), (40, 10), (120, 40)] { #expect(made.draw(width, height).rows.count == height) }
  }

  @Test func namesCannotMoveTheCursor() {
    var made = Made()
    made.start(#"\u001b[2J\u0007\u009b5m 車内 e\u0301\u202e"#)
    made.add("signal", at: 1, #""state":"hum","detail":"\u001b]0;title\u0007""#)
    let canvas = made.draw(80, 24)
    #expect(canvas.cells.allSatisfy { $0.scalar.map { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) } ?? true })
    #expect(canvas.rows[0].contains("?[2J??5m 車内 e · research"))
    #expect(canvas.rows.allSatisfy { CharacterWidth.columns(of: $0) <= 80 })
  }
}
