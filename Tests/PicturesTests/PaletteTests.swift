import Testing

@testable import Pictures

@Suite struct PaletteTests {
  @Test func contrastByHand() {
    #expect(abs(RGB(0x000000).contrast(to: RGB(0xffffff)) - 21) < 1e-9)
    #expect(abs(RGB(0x777777).contrast(to: RGB(0xffffff)) - 4.478) < 0.001, "0x77 is 0.1845 of white")
    #expect(RGB(0x0072b2).hex == "#0072b2")
    #expect(RGB(0x0072b2).hex(opacity: 0) == "#ff0072b2")
    #expect(RGB(0x000000).over(RGB(0xffffff), opacity: 0.2) == RGB(0xcccccc))
  }

  @Test(arguments: Made.eight)
  func emotionsStandOutInLightAndDark(_ emotion: String) {
    let colour = Palette.emotion(emotion, place: 0)
    #expect(colour.contrast(to: Palette.ground.light) >= 3)
    #expect(colour.contrast(to: Palette.ground.dark) >= 3)
  }

  @Test func everyEmotionAndSeriesHasItsOwnColour() {
    #expect(Set(Made.eight.map { Palette.emotion($0, place: 0).hex }).count == 8)
    #expect(Set(Palette.series.map(\.hex)).count == 8)
    #expect(Palette.emotion("bored", place: 9) == Palette.series[1])
    for colour in Palette.series + [Palette.cell] { #expect(colour.contrast(to: Palette.ground.light) >= 3) }
    for colour in Palette.series { #expect(colour.contrast(to: Palette.ground.dark) >= 3) }
  }

  @Test func lettersAreReadable() {
    for neutral in [Palette.text, Palette.muted, Palette.cellText] {
      #expect(neutral.light.contrast(to: Palette.ground.light) >= 4.5)
      #expect(neutral.dark.contrast(to: Palette.ground.dark) >= 4.5)
    }
  }

  /// The darker of both letterings in the light, white in the dark, on every share that a cell can have.
  @Test func matrixNumbersAreReadable() {
    for percent in 0...100 {
      let opacity = 0.06 + 0.94 * Double(percent) / 100
      let light = Palette.cell.over(Palette.ground.light, opacity: opacity)
      #expect(max(light.contrast(to: Palette.cellText.light), light.contrast(to: Palette.white)) >= 4.5)
      #expect(Palette.cell.over(Palette.ground.dark, opacity: opacity).contrast(to: Palette.cellText.dark) >= 4.5)
    }
  }

  @Test func seriesDifferInMoreThanColour() {
    let looks = (0..<6).map { SeriesLook(place: $0) }
    #expect(Set(looks.map(\.shape)).count == 6)
    #expect(Set(looks.map(\.stroke.dashes)).count == 6)
    #expect(SeriesLook(place: 0, isHollow: true).shape == 6)
  }

  @Test func darkColoursAreInTheStyle() throws {
    let svg = try Made.timeline().figure.svg()
    #expect(svg.contains("@media (prefers-color-scheme:dark)"))
    for neutral in [Palette.ground, Palette.text, Palette.muted, Palette.axis, Palette.grid] {
      #expect(svg.contains("fill:\(neutral.dark.hex)"))
    }
    let elements = svg.components(separatedBy: "\n").filter { !$0.hasPrefix("<style>") }
    let strayed = elements.filter { $0.contains("fill=\"black\"") || $0.contains("<path stroke='black'") }
    #expect(strayed.isEmpty, "black letters and lines would not follow into the dark: \(strayed)")
  }
}
