import Foundation
import Testing

@testable import Pictures

@Suite struct FigureTests {
  /// Every figure, at a phone's width and at a page's.
  static let cases = (try? Made.all().flatMap { drawn in [344, 720].map { (drawn, $0) } }) ?? []

  @Test func thereIsEveryFigure() throws {
    #expect(Self.cases.count == 20)
    #expect(Set(try Made.all().map(\.figure.name)).count == 10)
  }

  @Test(arguments: cases)
  func svgIsReadableAndStandsByItself(_ drawn: Made.Drawn, _ width: Int) throws {
    let text = try drawn.figure.svg(width: width)
    let svg = try #require(DrawnSVG(text), "not well-formed")
    try wordsAreInsideAndApart(svg, drawn, width)
    standsByItself(svg, text, drawn, width)
    #expect(text == (try drawn.figure.svg(width: width)), "the same data must give the same bytes")
  }

  private func wordsAreInsideAndApart(_ svg: DrawnSVG, _ drawn: Made.Drawn, _ width: Int) throws {
    let all = svg.texts.map(\.words)
    for word in drawn.words { #expect(all.contains { $0.contains(word) }, "\(word) is missing") }
    let height = try #require(svg.root["height"].flatMap(Double.init))
    let lying = svg.texts.filter { !$0.isTurned && !$0.words.isEmpty }
    for text in lying {
      let box = text.box
      #expect(
        box.left >= -0.5 && box.right <= Double(width) + 0.5 && box.top >= 0 && box.bottom <= height, "\(text.words) is cut off: \(box)")
    }
    for (index, text) in lying.enumerated() {
      for other in lying[(index + 1)...] where text.box.overlaps(other.box) {
        Issue.record("\(text.words) and \(other.words) overlap: \(text.box), \(other.box)")
      }
    }
  }

  private func standsByItself(_ svg: DrawnSVG, _ text: String, _ drawn: Made.Drawn, _ width: Int) {
    #expect(svg.root["role"] == "img")
    #expect(svg.root["width"] == "\(width)")
    #expect(svg.names == ["title": drawn.figure.title, "desc": drawn.figure.caption])
    #expect(Set(svg.ids).count == svg.ids.count)
    let prefix = SVGDocument.identifier(drawn.figure.name)
    #expect(svg.ids.allSatisfy { $0.hasPrefix(prefix) })
    #expect(svg.references.allSatisfy { $0.hasPrefix("data:image/png;base64,") || svg.ids.contains(String($0.dropFirst())) })
    #expect(!text.lowercased().contains("produced by") && !text.contains("/tmp") && !text.contains("file:"))
  }

  @Test(arguments: try Made.all().map(\.figure))
  func pngHasTwiceThePixels(_ figure: Figure) throws {
    let svg = try #require(DrawnSVG(try figure.svg(width: 344)))
    let png = [UInt8](try figure.png(width: 344))
    #expect(png.prefix(8) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    let size = { (offset: Int) in png[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    #expect(size(16) == 688)
    #expect(size(20) == (try #require(svg.root["height"].flatMap(Int.init))) * 2)
    #expect(png == [UInt8](try figure.png(width: 344)), "the same data must give the same bytes")
  }

  @Test func aSingleEpochDraws() throws {
    let svg = try #require(DrawnSVG(try Made.training(epochs: 1).figure.svg()))
    #expect(svg.texts.filter { $0.words == "1" }.count == 3)
    #expect(svg.references.filter { $0.hasSuffix("gpPt6") }.count > 3)
  }

  @Test func missingPointsAreLeftOut() throws {
    let points: [Curve.Point] = [
      .init(x: 1, y: .nan), .init(x: 2, y: 0.5, low: .nan, high: 0.6), .init(x: .infinity, y: 1), .init(x: 3, y: 0.6),
    ]
    let panel = CurvePanel(x: .linear("x"), yTitle: "y", curves: [Curve("with holes", points)])
    let svg = try Figure.curves([panel], name: "holes", title: "Holes", caption: "").svg()
    #expect(svg.components(separatedBy: "gpPt6' transform").count == 4, "two points, and one in the legend")
    #expect(!svg.lowercased().contains("nan"))
  }

  @Test func eventsWithoutTimesAreLeftOut() throws {
    var recording = TimelineRecording(durationSeconds: 1, emotions: ["sad"])
    recording.estimates = [.init(seconds: 0.5, speech: .nan, probabilities: [0.5]), .init(seconds: .nan, speech: 1, probabilities: [1])]
    recording.changes = [.init(seconds: .nan, emotion: "angry"), .init(seconds: 0.5, emotion: "sad")]
    recording.alerts = [.init(rule: "lost", raisedSeconds: .infinity, clearedSeconds: nil)]
    recording.gaps = [.init(startSeconds: .nan, lengthSeconds: 1, cause: "suspend")]
    let text = try Figure.timeline(recording, title: "One second").svg(width: 344)
    let words = try #require(DrawnSVG(text)).texts.map(\.words)
    #expect(words.filter { $0 == "sad" }.count == 2 && !words.contains("angry") && !words.contains("lost"))
    #expect(!words.contains { $0.contains("suspend") } && !text.lowercased().contains("nan"))
    #expect(text.contains("stroke='rgb( 30, 102, 157)'"), "a single estimate is drawn in the colour of sad")
  }

  @Test func silenceAndBrokenSamplesDraw() throws {
    let waveform = Waveform(samples: [0, .nan, 0, .infinity, 0], rateHz: 5)
    let spectrogram = Spectrogram(decibels: [[-.infinity, .nan]], bandCentresHz: [100, 1000], hopSeconds: 1)
    let clip = EmotionClip(emotion: "neutral", clip: "silence", waveform: waveform, spectrogram: spectrogram)
    let svg = try #require(DrawnSVG(try Figure.emotions([clip]).svg(width: 344)))
    #expect(svg.texts.contains { $0.words == "silence" })
    #expect(svg.references.filter { $0.hasPrefix("data:image/png") }.count == 2)
  }
}
