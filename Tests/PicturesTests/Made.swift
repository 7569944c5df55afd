import Foundation
import Testing

@testable import Pictures

/// Data made up for drawing: every figure once, with words and numbers that must be readable in it.
enum Made {
  static let eight = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]

  struct Drawn: Sendable, CustomTestStringConvertible {
    let figure: Figure
    /// Texts of the picture, or parts of them.
    let words: [String]
    var testDescription: String { figure.name }
  }

  static func all() throws -> [Drawn] {
    try [corpus(), emotions(), training(epochs: 12), confusion(), calibration(), noise(), stream(), timeline(), eventsOnly(), comparison()]
  }

  static func corpus() throws -> Drawn {
    let crema = eight.filter { !["calm", "surprise"].contains($0) }.map { (emotion: $0, clips: 1271) }
    let ravdess = eight.map { (emotion: $0, clips: 192) }
    let figure = try Figure.corpus([("CREMA-D", crema), ("RAVDESS", ravdess), ("SAVEE", [("neutral", 120), ("sad", 60)])])
    return Drawn(figure: figure, words: ["CREMA-D", "1271", "192", "120", "7626 clips", "surprise", "–"])
  }

  static func emotions() throws -> Drawn {
    let clips = eight.enumerated().map { place, emotion in
      EmotionClip(
        emotion: emotion, clip: "10\(place)_IEO.wav", waveform: waveform(seconds: 1 + Double(place) / 4),
        spectrogram: spectrogram(seconds: 1 + Double(place) / 4))
    }
    let words = ["103_IEO.wav", "1 kHz", "250 Hz", "level of a mel band, dB", "seconds", "−20"]
    return Drawn(figure: try .emotions(clips), words: eight + words)
  }

  static func training(epochs: Int) throws -> Drawn {
    let curve = { (name: String, from: Double, to: Double) in
      Curve(name, (1...epochs).map { .init(x: Double($0), y: from + (to - from) * (1 - exp(-Double($0) / 4))) })
    }
    let panel = { (title: String, scale: CurveScale, from: Double, to: Double) in
      TrainingPanel(
        title: title, scale: scale,
        curves: ["CREMA-D", "SAVEE"].flatMap { [(curve($0, from, to), .dev), (curve($0, from * 0.9, to * 1.1), .training)] })
    }
    let figure = try Figure.training([
      panel("loss", .number, 2, 1), panel("WA, %", .percent, 0.3, 0.7), panel("UAR, %", .percent, 0.2, 0.6),
    ])
    return Drawn(figure: figure, words: ["loss", "WA, %", "UAR, %", "epoch", "CREMA-D", "SAVEE", "dev speakers", "training"])
  }

  static func confusion() throws -> Drawn {
    let counts = eight.indices.map { meant in eight.indices.map { $0 == meant ? 30 : meant == 0 ? 0 : 10 } }
    let figure = try Figure.confusion([
      ConfusionMatrix(corpus: "RAVDESS", emotions: eight, counts: counts),
      ConfusionMatrix(corpus: "CREMA-D", emotions: ["happy", "sad"], counts: [[90, 10], [0, 0]]),
    ])
    return Drawn(figure: figure, words: ["RAVDESS", "CREMA-D", "meant ↓", "heard →", "90", "100", "730 clips", "surprise"])
  }

  static func calibration() throws -> Drawn {
    let bins = (0..<10).map { ReliabilitySeries.Bin(meanConfidence: Double($0) / 10 + 0.05, right: $0 * 4, count: $0 == 0 ? 0 : 40) }
    let figure = try Figure.calibration([ReliabilitySeries("all corpora", bins), ReliabilitySeries("fitted on other speakers", bins)])
    return Drawn(figure: figure, words: ["all corpora", "fitted on", "ECE 5.0 %", "360 clips", "confidence, %", "100", "40"])
  }

  static func noise() throws -> Drawn {
    let names = ["clean", "20 dB", "10 dB", "5 dB", "0 dB"]
    let curves = ["CREMA-D", "RAVDESS"].enumerated().map { place, name in
      Curve(name, names.indices.map { .init(x: Double($0), y: 0.7 - 0.1 * Double(place) - 0.02 * Double($0), low: 0.5, high: 0.75) })
    }
    let panel = CurvePanel(x: .categories(names, "car noise, SNR"), yTitle: "UAR, %", curves: curves, chance: 1 / 6)
    let figure = try Figure.curves([panel], name: "noise", title: "In car noise", caption: "UAR against SNR in dB.")
    return Drawn(figure: figure, words: names + ["UAR, %", "car noise, SNR", "chance 16.7 %", "CREMA-D", "RAVDESS", "60"])
  }

  static func stream() throws -> Drawn {
    let hours = Curve("CREMA-D", (0..<24).map { .init(x: Double($0), y: 0.7, low: 0.66, high: 0.74) })
    let soon = Curve("anytime", (1...12).map { .init(x: 0.25 * Double($0), y: 0.5 + Double($0) / 100) })
    let figure = try Figure.curves(
      [
        CurvePanel(title: "by hour in the stream", x: .linear("hour"), yTitle: "UAR, %", curves: [hours]),
        CurvePanel(title: "soon", x: .logarithmic("seconds of speech"), yTitle: "UAR, %", curves: [soon]),
        CurvePanel(title: "falling", x: .reversed("SNR, dB"), yTitle: "decibels", scale: .number, curves: [hours]),
      ], name: "stream", title: "An endless stream", caption: "UAR by hour.")
    return Drawn(figure: figure, words: ["by hour in the stream", "soon", "hour", "seconds of speech", "anytime", "SNR, dB", "70", "0.5"])
  }

  static func timeline() throws -> Drawn {
    var recording = TimelineRecording(durationSeconds: 42, emotions: eight)
    recording.waveform = waveform(seconds: 42)
    recording.spectrogram = spectrogram(seconds: 42)
    recording.estimates = (0..<84).map { step in
      .init(seconds: Double(step) / 2, speech: 0.9, probabilities: eight.indices.map { $0 == step / 11 ? 0.65 : 0.05 })
    }
    recording.changes = [.init(seconds: 2, emotion: "neutral"), .init(seconds: 9, emotion: nil), .init(seconds: 20, emotion: "angry")]
    recording.alerts = [.init(rule: "anger above 0.6 for 3 s", raisedSeconds: 23, clearedSeconds: 30)]
    recording.gaps = [
      .init(startSeconds: 8, lengthSeconds: 0.01, cause: "overrun"), .init(startSeconds: 15, lengthSeconds: 2.5, cause: "device"),
    ]
    let figure = try Figure.timeline(recording, title: "The demonstration")
    let words = ["10 ms overrun", "2500 ms device", "settled", "anger above 0.6 for 3 s", "alert", "speech", "sound", "seconds", "30"]
    return Drawn(figure: figure, words: eight + words)
  }

  static func eventsOnly() throws -> Drawn {
    var recording = TimelineRecording(durationSeconds: 1800, emotions: eight)
    recording.changes = (0..<60).map { .init(seconds: Double($0) * 30, emotion: $0 % 3 == 2 ? nil : eight[$0 * 5 % 8]) }
    recording.gaps = (0..<40).map { .init(startSeconds: Double($0) * 45, lengthSeconds: 0.25, cause: "overrun") }
    var figure = try Figure.timeline(recording, title: "Half an hour")
    figure.name = "half hour"
    return Drawn(figure: figure, words: ["40 gaps, 10.0 s in all (overrun)", "settled", "30:00", "10:00", "minutes : seconds"])
  }

  static func comparison() throws -> Drawn {
    let labels = ["log-mel, the default", "raw waveform: the network learns sixty-four filters by itself"]
    let panel = { (title: String) in
      ComparisonPanel(
        title: title, rows: labels.enumerated().map { .init($1, 0.705 - Double($0) / 20, low: 0.64 - Double($0) / 20, high: 0.76) })
    }
    let figure = try Figure.comparison(
      [panel("UAR in the stream, %"), panel("UAR clip by clip, %"), panel("gender, %")], name: "front ends", title: "What the FFT buys",
      caption: "UAR in percent.")
    return Drawn(figure: figure, words: ["log-mel", "filters", "UAR clip by clip, %", "gender, %", "70.5", "65.5"])
  }

  static func waveform(seconds: Double) -> Waveform {
    Waveform(samples: (0..<Int(seconds * 1000)).map { Float(sin(Double($0) * 0.7) * 0.5 * abs(sin(Double($0) / 500))) }, rateHz: 1000)
  }

  static func spectrogram(seconds: Double) -> Spectrogram {
    let centres = (0..<64).map { 60 * pow(7700 / 60, Double($0) / 63) }
    let frames = (0..<Int(seconds * 20)).map { frame in (0..<64).map { Float(-70 + 60 * abs(sin(Double(frame + $0) / 9))) } }
    return Spectrogram(decibels: frames, bandCentresHz: centres, hopSeconds: 0.05)
  }
}
