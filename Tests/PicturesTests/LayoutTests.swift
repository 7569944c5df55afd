import Testing

@testable import Pictures

@Suite struct LayoutTests {
  @Test func roundTicks() {
    #expect(Axis.linear(0, 100, ticks: 6).ticks.map(\.text) == ["0", "20", "40", "60", "80", "100"])
    #expect(Axis.linear(-0.1, 0.25, ticks: 5).ticks.map(\.text) == ["−0.1", "0.0", "0.1", "0.2"])
    #expect(Axis.linear(55, 80, ticks: 8).ticks.map(\.text) == ["55", "60", "65", "70", "75", "80"])
    #expect(Axis.linear(3, 3, ticks: 4).ticks.isEmpty)
    #expect(Axis.logarithmicTicks(0.09, 12, limit: 9).map(\.text) == ["0.1", "0.2", "0.5", "1", "2", "5", "10"])
    #expect(Axis.logarithmicTicks(0.09, 12, limit: 4).map(\.text) == ["0.1", "1", "10"])
    #expect(Axis.time(1800, limit: 4).ticks.map(\.text) == ["0:00", "10:00", "20:00", "30:00"])
    #expect(Axis.time(125, limit: 5).ticks.map(\.text) == ["0:00", "0:30", "1:00", "1:30", "2:00"])
  }

  @Test func linesBreakAtSpacesAndInLongWords() {
    #expect(Lettering.lines("one two three", within: 50) == ["one two", "three"])
    let pieces = Lettering.lines(String(repeating: "x", count: 60), within: 100)
    #expect(pieces.count > 1 && pieces.allSatisfy { Lettering.width($0) <= 100 })
    #expect(pieces.joined() == String(repeating: "x", count: 60))
    #expect(Lettering.lines("", within: 50).isEmpty)
    let short = Lettering.shortened("a very long name of a clip.wav", within: 80)
    #expect(short.hasSuffix("…") && Lettering.width(short) <= 80)
  }

  @Test func rowsAreAboutAsLong() {
    #expect(Frame.perRow(6, limit: 4) == 3)
    #expect(Frame.perRow(8, limit: 4) == 4)
    #expect(Frame.perRow(1, limit: 4) == 1)
    let columns = Frame.columns(2, left: 0, right: 110, gap: 10, top: 5, height: 7)
    #expect(columns == [Frame(left: 0, top: 5, width: 50, height: 7), Frame(left: 60, top: 5, width: 50, height: 7)])
  }

  @Test func labelsKeepApart() {
    let places = TimelinePicture.arranged([("neutral", 20), ("neutral", 30), ("sad", 300), ("sad", 31)], from: 0, to: 310, limit: 2)
    #expect(places.map { $0?.line } == [0, 1, 0, nil])
    #expect(places[0]?.left == 0)
    #expect((places[2]?.left ?? 0) + Lettering.width("sad") <= 310)
  }

  /// By definition: at both ends, the score statistic n (p − x)² / (x (1 − x)) is z² = 3.841459. The numbers are from Python.
  @Test func wilson() {
    for (right, count) in [(8, 10), (1, 3), (300, 977)] {
      let (n, share, interval) = (Double(count), Double(right) / Double(count), Wilson.interval(right: right, of: count))
      for end in [interval.low, interval.high] { #expect(abs(n * (share - end) * (share - end) / (end * (1 - end)) - 3.841459) < 1e-5) }
    }
    let some = Wilson.interval(right: 8, of: 10)
    #expect(abs(some.low - 0.4901625) < 1e-6 && abs(some.high - 0.9433178) < 1e-6)
    let none = Wilson.interval(right: 0, of: 10)
    #expect(none.low == 0 && abs(none.high - 0.2775328) < 1e-6)
  }

  @Test func calibrationErrorByHand() {
    let series = ReliabilitySeries("", [.init(meanConfidence: 0.9, right: 6, count: 10), .init(meanConfidence: 0.2, right: 9, count: 30)])
    #expect(abs(series.calibrationError - (0.25 * 0.3 + 0.75 * 0.1)) < 1e-12)
  }

  @Test func envelopesHoldEveryExtreme() {
    let waveform = Waveform(samples: [0, 0.5, -0.5, 0.1, 0.1, 0.1, 0.1, 0.9], rateHz: 4)
    #expect(waveform.peak == Double(Float(0.9)))
    let rows = waveform.envelope(2, least: 0)
    #expect(rows == [[0.5, -0.5, 0.5], [1.5, Double(Float(0.1)), Double(Float(0.9))]])
    #expect(Waveform(samples: [0, 0], rateHz: 1).envelope(9, least: 0.2).map { $0[2] } == [0.1, 0.1])
  }

  @Test func spectrogramsAreAveragedAndClamped() {
    let spectrogram = Spectrogram(
      decibels: [[-90, -10], [-70, -20], [-50, .nan], [-30, 40]], bandCentresHz: [100, 300], hopSeconds: 0.5)
    #expect(spectrogram.columns(2, range: -60...0) == [[-60, -40], [-15, 0]])
    #expect(spectrogram.place(ofHertz: 200) == 0.5)
    #expect(spectrogram.place(ofHertz: 50) == nil && spectrogram.place(ofHertz: 400) == nil)
    #expect(spectrogram.seconds == 2)
  }
}
