/// Waveform and spectrogram as panels; one range of decibels and one of amplitude for all of a picture.
struct SoundPanels {
  let decibels: ClosedRange<Double>
  let peak: Double
  /// The loudest 60 dB are shown: the depth of speech in a quiet room; below is the microphone's noise.
  private static let span = 60.0

  init(waveforms: [Waveform], spectrograms: [Spectrogram]) {
    let levels = spectrograms.flatMap { $0.decibels.flatMap { $0.lazy.filter(\.isFinite) } }.sorted()
    // One cell in a thousand may be louder: a single click shall not darken everything.
    let loudest = levels.isEmpty ? 0 : levels[(levels.count - 1) * 999 / 1000]
    // Silence is not to look like speech: digital full scale lies at some +20 dB.
    let high = max((Double(loudest) / 5).rounded(.up) * 5, -30)
    decibels = high - Self.span...high
    let largest = waveforms.map(\.peak).max() ?? 0
    peak = largest > 0 ? largest * 1.05 : 1
  }

  /// - Parameter time: the common axis, in seconds.
  func waveform(_ waveform: Waveform, time: Axis, frame: Frame, on sheet: inout Sheet) -> Panel {
    let columns = Int(frame.width * waveform.seconds / (time.high - time.low) * 1.5)
    let rows = waveform.envelope(max(columns, 2), least: 2 * peak / frame.height)
    var panel = Panel(frame: frame, x: time, y: .bare(-peak, peak), border: 0)
    panel.x.labels = .hidden
    panel.plots = [
      "\(sheet.block(rows)) using 1:2:3 with filledcurves fillstyle solid noborder linecolor rgb '\(Palette.muted.light.hex)' notitle"
    ]
    return panel
  }

  func spectrogram(_ spectrogram: Spectrogram, time: Axis, frame: Frame, labels: Axis.Labels, on sheet: inout Sheet) -> Panel {
    let pixels = Int(frame.width * spectrogram.seconds / (time.high - time.low) * 1.5)
    let image = spectrogram.columns(max(pixels, 2), range: decibels)
    let step = spectrogram.seconds / Double(image[0].count)
    let bands = Double(spectrogram.bandCentresHz.count)
    var panel = Panel(frame: frame, x: time, y: Axis(low: -0.5, high: bands - 0.5, labels: labels), border: 3)
    panel.y.ticks = Self.frequencies(spectrogram, height: frame.height)
    panel.commands = [palette]
    panel.plots = ["\(sheet.block(image)) matrix using (\(step)*($1+0.5)):2:3 with image notitle"]
    return panel
  }

  private var palette: String { "set cbrange [\(decibels.lowerBound):\(decibels.upperBound)]" }

  /// Octaves, kept where two lines of letters have room.
  private static func frequencies(_ spectrogram: Spectrogram, height: Double) -> [Axis.Tick] {
    let bandHeight = height / Double(spectrogram.bandCentresHz.count)
    let candidates = [1000.0, 4000, 250, 2000, 500, 125, 8000].compactMap { hertz in
      spectrogram.place(ofHertz: hertz).map { Axis.Tick(place: $0, text: hertz < 1000 ? "\(Int(hertz)) Hz" : "\(Int(hertz / 1000)) kHz") }
    }
    return candidates.reduce(into: []) { kept, tick in
      if kept.allSatisfy({ abs($0.place - tick.place) * bandHeight >= Lettering.lineHeight }) { kept.append(tick) }
    }
  }

  /// Which colour means how many decibels: a bar at the sheet's `y`, which moves below.
  func colourBar(on sheet: inout Sheet) {
    let words = "level of a mel band, dB"
    let left = sheet.left + Lettering.width(words) + 16
    let width = min(240, sheet.right - left - 12)
    let frame = Frame(left: left, top: sheet.y + 4, width: width, height: 9)
    let row = stride(from: decibels.lowerBound, through: decibels.upperBound, by: 1).map(\.self)
    var panel = Panel(
      frame: frame, x: .linear(decibels.lowerBound, decibels.upperBound, ticks: Int(width / 36)), y: .bare(-0.5, 1.5), border: 0)
    panel.commands = [palette]
    panel.plots = ["\(sheet.block([row, row])) matrix using (\(decibels.lowerBound)+$1):2:3 with image notitle"]
    sheet.add(panel)
    sheet.mark(.text(words, sheet.left, frame.middle.y, colour: Palette.muted.light))
    sheet.y = frame.bottom + 22
  }
}
