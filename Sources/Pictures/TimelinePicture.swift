/// The layout of a recording's lanes, one below the other.
struct TimelinePicture: Sendable {
  let recording: TimelineRecording
  let left: Double
  let right: Double
  private let panels: SoundPanels
  static let rowHeight = 26.0

  init(recording: TimelineRecording, width: Double) {
    self.recording = recording.finite
    let names = recording.emotions.map { Lettering.width(Lettering.shortened($0, within: 90)) } + [Lettering.width("settled")]
    left = Sheet.margin + (names.max() ?? 0) + 8
    right = width - Sheet.margin - 12
    panels = SoundPanels(
      waveforms: [recording.waveform].compactMap(\.self), spectrograms: [recording.spectrogram].compactMap(\.self))
  }

  func draw(on sheet: inout Sheet) {
    gapLabels(on: &sheet)
    let top = sheet.y
    sound(on: &sheet)
    if !recording.estimates.isEmpty { speech(on: &sheet) }
    gaps(from: top, on: &sheet)
    if !recording.changes.isEmpty { settled(on: &sheet) }
    let rows = sheet.y
    if !recording.estimates.isEmpty { emotions(on: &sheet) }
    gaps(from: rows, on: &sheet)
    if sheet.y == top { emptyLane(on: &sheet) }
    for rule in recording.alerts.map(\.rule).distinct { alerts(rule, on: &sheet) }
    timeAxis(from: top, on: &sheet)
    if recording.spectrogram != nil { panels.colourBar(on: &sheet) }
  }

  var time: Axis { .bare(0, recording.durationSeconds) }

  /// Where a moment is on the sheet.
  func x(_ seconds: Double) -> Double {
    left + min(max(seconds / recording.durationSeconds, 0), 1) * (right - left)
  }

  func frame(_ top: Double, _ height: Double) -> Frame {
    Frame(left: left, top: top, width: right - left, height: height)
  }

  func name(_ text: String, at y: Double, colour: RGB = Palette.muted.light, on sheet: inout Sheet) {
    sheet.mark(.text(Lettering.shortened(text, within: left - Sheet.margin - 4), left - 6, y, .right, colour: colour))
  }

  private func sound(on sheet: inout Sheet) {
    if let waveform = recording.waveform {
      let frame = frame(sheet.y, 44)
      sheet.add(panels.waveform(waveform, time: time, frame: frame, on: &sheet))
      name("sound", at: frame.middle.y, on: &sheet)
      sheet.y = frame.bottom + 4
    }
    if let spectrogram = recording.spectrogram {
      let frame = frame(sheet.y, 84)
      sheet.add(panels.spectrogram(spectrogram, time: time, frame: frame, labels: .shown, on: &sheet))
      sheet.y = frame.bottom + 8
    }
  }

  private func speech(on sheet: inout Sheet) {
    let frame = frame(sheet.y, Self.rowHeight)
    row(recording.estimates.map { ($0.seconds, $0.speech) }, colour: Palette.muted.light, frame: frame, on: &sheet)
    name("speech", at: frame.middle.y, on: &sheet)
    sheet.y = frame.bottom + 8
  }

  private func emotions(on sheet: inout Sheet) {
    for (index, emotion) in recording.emotions.enumerated() {
      let frame = frame(sheet.y, Self.rowHeight)
      let colour = Palette.emotion(emotion, place: index)
      let values = recording.estimates.map { ($0.seconds, $0.probabilities[index]) }
      row(values, colour: colour, frame: frame, shaded: spans(of: emotion), on: &sheet)
      name(emotion, at: frame.middle.y, colour: Palette.text.light, on: &sheet)
      sheet.y = frame.bottom + 2
    }
    sheet.y += 6
  }

  /// A filled line from 0 to 1; shaded spans behind it.
  private func row(
    _ values: [(seconds: Double, value: Double)], colour: RGB, frame: Frame, shaded: [ClosedRange<Double>] = [], on sheet: inout Sheet
  ) {
    var panel = Panel(frame: frame, x: time, y: .bare(0, 1), border: 1)
    panel.marks = shaded.map { .rectangle($0.lowerBound, 0, $0.upperBound, 1, .solid(colour, opacity: 0.22)) }
    for stretch in stretches(values) {
      let block = sheet.block(stretch.map { [$0.seconds, $0.value] })
      panel.plots += [
        "\(block) using 1:2 with filledcurves y1=0 fillstyle transparent solid 0.55 noborder linecolor rgb '\(colour.hex)' notitle",
        "\(block) using 1:2 with lines \(Stroke(colour: colour, width: 1.2).options) notitle",
      ]
    }
    sheet.add(panel)
  }

  /// Where there is nothing but gaps or alerts, gaps have a lane of their own.
  private func emptyLane(on sheet: inout Sheet) {
    let top = sheet.y
    sheet.y += Self.rowHeight
    gaps(from: top, on: &sheet)
  }

  /// The time written at the foot, and its grid beneath all lanes but those of the alerts, whose names stand there.
  private func timeAxis(from top: Double, on sheet: inout Sheet) {
    var axis = Axis.time(recording.durationSeconds, limit: max(2, Int((right - left) / 44)))
    let foot = frame(top, max(sheet.y - top, 6))
    sheet.add(Panel(frame: foot, x: axis, y: .bare(0, 1), border: 1))
    axis.hasGrid = true
    axis.labels = .hidden
    sheet.add(Panel(frame: foot, x: axis, y: .bare(0, 1), border: 0), isBeneath: true)
    let unit = recording.durationSeconds < 120 ? "seconds" : "minutes : seconds"
    sheet.mark(.text(unit, (left + right) / 2, foot.bottom + 30, .center, colour: Palette.muted.light))
    sheet.y = foot.bottom + 44
  }
}

extension Axis {
  /// Seconds, or minutes and seconds from two minutes on.
  static func time(_ seconds: Double, limit: Int) -> Axis {
    guard seconds >= 120 else { return .linear(0, seconds, ticks: limit) }
    let steps = [10.0, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600]
    let step = steps.first { seconds / $0 <= Double(limit) } ?? 3600
    let ticks = stride(from: 0, through: seconds, by: step).map { place in
      let (minutes, rest) = Int(place).quotientAndRemainder(dividingBy: 60)
      return Tick(place: place, text: "\(minutes):\(rest < 10 ? "0" : "")\(rest)")
    }
    return Axis(low: 0, high: seconds, ticks: ticks)
  }
}
