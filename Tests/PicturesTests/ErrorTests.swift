import Foundation
import Testing

@testable import Pictures

@Suite struct ErrorTests {
  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch { return "\(error)" }
  }

  @Test func nothingToDraw() {
    #expect(message { _ = try Figure.corpus([("SAVEE", [])]) } == "corpus: no corpus has any emotion; load one")
    #expect(message { _ = try Figure.emotions([]) } == "emotions: there is no clip to draw; give one clip an emotion")
    let empty = TrainingPanel(title: "loss", scale: .number, curves: [(Curve("dev", []), .dev)])
    #expect(message { _ = try Figure.training([empty]) } == "training: the log has no epoch; train at least one")
    #expect(message { _ = try Figure.confusion([]) }.contains("no matrix to draw"))
    let unused = ReliabilitySeries("", [.init(meanConfidence: 0.5, right: 0, count: 0)])
    #expect(message { _ = try Figure.calibration([unused]) }.contains("no bin has a clip"))
    let hole = CurvePanel(x: .linear(""), yTitle: "", curves: [Curve("", [.init(x: 0, y: .nan)])])
    #expect(message { _ = try Figure.curves([hole], name: "noise", title: "", caption: "") }.contains("noise: there is no point"))
    let row = ComparisonPanel(title: "", rows: [.init("a", .nan)])
    #expect(message { _ = try Figure.comparison([row], name: "c", title: "", caption: "") }.contains("no value to compare"))
    let recording = TimelineRecording(durationSeconds: 3, emotions: [])
    #expect(message { _ = try Figure.timeline(recording, title: "") }.contains("neither sound nor any event"))
  }

  @Test func shapesThatDoNotFit() {
    let matrix = ConfusionMatrix(corpus: "TESS", emotions: ["a", "b"], counts: [[1, 2]])
    #expect(message { _ = try Figure.confusion([matrix]) }.contains("the matrix of TESS cannot be drawn: it has 2 emotions"))
    let bins = [ReliabilitySeries.Bin(meanConfidence: 0.5, right: 3, count: 2)]
    #expect(message { _ = try Figure.calibration([ReliabilitySeries("", bins)]) }.contains("more right answers than clips"))
    var clip = EmotionClip(
      emotion: "sad", clip: "x.wav", waveform: Waveform(samples: [], rateHz: 16_000), spectrogram: Made.spectrogram(seconds: 1))
    #expect(message { _ = try Figure.emotions([clip]) } == "emotions: clip x.wav cannot be drawn: it has no samples, or no sampling rate")
    clip.waveform = Made.waveform(seconds: 1)
    clip.spectrogram.bandCentresHz.removeLast()
    #expect(message { _ = try Figure.emotions([clip]) }.contains("frame has 64 bands, but there are 63 band centres"))
    let zero = CurvePanel(x: .logarithmic("s"), yTitle: "", curves: [Curve("", [.init(x: 0, y: 1)])])
    #expect(message { _ = try Figure.curves([zero], name: "anytime", title: "", caption: "") }.contains("at or below 0"))
    var recording = TimelineRecording(durationSeconds: 3, emotions: ["a"])
    recording.estimates = [.init(seconds: 1, speech: 1, probabilities: [])]
    #expect(message { _ = try Figure.timeline(recording, title: "") }.contains("0 probabilities for 1 emotions"))
    recording.durationSeconds = 0
    #expect(message { _ = try Figure.timeline(recording, title: "") }.contains("must be above 0"))
  }

  @Test func widthsThatAreNoPicture() throws {
    let figure = try Made.noise().figure
    let expected = PictureError("noise: a picture of 100 pixels was asked for; give a width of 280 to 4000")
    #expect(throws: expected) { try figure.svg(width: 100) }
    #expect(throws: PictureError.self) { try figure.png(width: 100_000) }
    #expect(DrawnSVG(try figure.svg(width: 280)) != nil)
  }

  @Test func gnuplotIsMissing() {
    let expected = PictureError("gnuplot was not found in PATH; install gnuplot-nox (Config/setup.sh does)")
    #expect(throws: expected) { try Gnuplot(searching: "/nowhere:/proc") }
    #expect(throws: expected) { try Gnuplot(searching: "") }
  }

  @Test func gnuplotComplains() throws {
    let complaint = message { _ = try Gnuplot().draw("set terminal svg\nplot nonsense(\n") }
    #expect(complaint.hasPrefix("gnuplot drew no picture (exit code ") && complaint.contains("it said: "))
    #expect(!complaint.contains("\n"))
    #expect(message { _ = try Gnuplot().draw("set terminal svg\n") }.contains("it said: nothing"))
  }
}
