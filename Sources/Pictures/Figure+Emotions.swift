/// One clip of an emotion, to be seen.
package struct EmotionClip: Sendable {
  package var emotion: String
  package var clip: String
  package var waveform: Waveform
  package var spectrogram: Spectrogram

  package init(emotion: String, clip: String, waveform: Waveform, spectrogram: Spectrogram) {
    self.emotion = emotion
    self.clip = clip
    self.waveform = waveform
    self.spectrogram = spectrogram
  }
}

extension Figure {
  /// Waveform above log-mel spectrogram of a clip of each emotion: small pictures with the same scales of time, amplitude and level.
  /// - Throws: when there is no clip, or one whose shapes do not fit.
  package static func emotions(
    _ clips: [EmotionClip], name: String = "emotions", title: String = "How the emotions sound", caption: String? = nil
  ) throws(PictureError) -> Figure {
    guard !clips.isEmpty else { throw PictureError("\(name): there is no clip to draw; give one clip an emotion") }
    for clip in clips {
      let silent = clip.waveform.isDrawable ? nil : "it has no samples, or no sampling rate"
      guard let wrong = silent ?? clip.spectrogram.complaint else { continue }
      throw PictureError("\(name): clip \(Lettering.printable(clip.clip)) cannot be drawn: \(wrong)")
    }
    let picture = EmotionsPicture(clips: clips)
    let words =
      "Waveform and log-mel spectrogram of one clip of each emotion. All share the scales of time (seconds), amplitude and level (dB)."
    return Figure(name: name, title: title, caption: caption ?? words) { picture.sheet(width: $0, title: $1) }
  }
}

private struct EmotionsPicture: Sendable {
  let clips: [EmotionClip]
  private static let waveHeight = 40.0
  private static let spectrumHeight = 88.0
  private static let headHeight = 34.0
  private static let footHeight = 12.0
  private static let gutter = 46.0

  func sheet(width: Double, title: String) -> Sheet {
    var sheet = Sheet(width: width, title: title)
    let panels = SoundPanels(waveforms: clips.map(\.waveform), spectrograms: clips.map(\.spectrogram))
    let perRow = Frame.perRow(clips.count, limit: width < 520 ? 2 : 4)
    let height = Self.headHeight + Self.waveHeight + Self.spectrumHeight
    let top = sheet.y
    for (index, clip) in clips.enumerated() {
      let row = index / perRow
      let columns = Frame.columns(
        perRow, left: sheet.left + Self.gutter, right: sheet.right, gap: 14, top: top + Double(row) * (height + Self.footHeight),
        height: height)
      draw(clip, in: columns[index % perRow], isFirst: index % perRow == 0, isLast: index + perRow >= clips.count, panels, &sheet)
      sheet.y = columns[0].bottom
    }
    foot(perRow: perRow, on: &sheet)
    panels.colourBar(on: &sheet)
    return sheet
  }

  private var seconds: Double { clips.map { max($0.waveform.seconds, $0.spectrogram.seconds) }.max() ?? 1 }

  private func draw(_ clip: EmotionClip, in frame: Frame, isFirst: Bool, isLast: Bool, _ panels: SoundPanels, _ sheet: inout Sheet) {
    var time = Axis.linear(0, seconds, ticks: max(2, Int(frame.width / 26)))
    time.labels = isLast ? .shown : .hidden
    let wave = Frame(left: frame.left, top: frame.top + Self.headHeight, width: frame.width, height: Self.waveHeight)
    let spectrum = Frame(left: frame.left, top: wave.bottom, width: frame.width, height: Self.spectrumHeight)
    sheet.add(panels.waveform(clip.waveform, time: time, frame: wave, on: &sheet))
    sheet.add(
      panels.spectrogram(clip.spectrogram, time: time, frame: spectrum, labels: isFirst ? .shown : .hidden, on: &sheet))
    if isFirst { amplitude(wave, panels, &sheet) }
    let emotion = Lettering.shortened(clip.emotion, within: frame.width, isBold: true)
    sheet.mark(.text(emotion, frame.left, frame.top + 8, isBold: true))
    let name = Lettering.shortened(clip.clip, within: frame.width, size: Lettering.smallSize)
    sheet.mark(.text(name, frame.left, frame.top + 24, colour: Palette.muted.light, size: Lettering.smallSize))
  }

  private func amplitude(_ frame: Frame, _ panels: SoundPanels, _ sheet: inout Sheet) {
    let text = "±" + Lettering.number(panels.peak, decimals: 2)
    sheet.mark(.text(text, frame.left - 6, frame.middle.y, .right, colour: Palette.muted.light))
  }

  private func foot(perRow: Int, on sheet: inout Sheet) {
    sheet.y += 28
    sheet.mark(.text("seconds", (sheet.left + Self.gutter + sheet.right) / 2, sheet.y, .center, colour: Palette.muted.light))
    sheet.y += 18
  }
}
