import Testing

@testable import Watching

@Suite struct FramePainterTests {
  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func aFrameThatIsTheSameIsNoByte() {
    var painter = FramePainter(depth: .many)
    let canvas = Made.busy().draw(80, 24)
    #expect(painter.paint(canvas).count > 500)
    #expect(painter.paint(canvas).isEmpty)
    painter.forget()
    #expect(painter.paint(canvas).count > 500)
  }

  @Test func onlyWhatChangedIsWritten() {
    var painter = FramePainter(depth: .none)
    var canvas = Canvas(width: 20, height: 3)
    canvas.write("angry 71 %", 1, 2)
    _ = painter.paint(canvas)
    canvas.write("2", 1, 9)
    #expect(text(painter.paint(canvas)) == "\u{1B}[?2026h\u{1B}[2;10H2\u{1B}[?2026l")
  }

  /// What the bytes leave on a screen is the canvas, whatever was there before.
  @Test func theBytesPaintTheCanvas() {
    var painter = FramePainter(depth: .many)
    let made = Made.busy()
    var wide = Canvas(width: 80, height: 24)
    wide.write("車内車内", 3, 1)
    var shifted = Canvas(width: 80, height: 24)
    shifted.write("車内車内", 3, 2)
    var screen = PaintedScreen(width: 80, height: 24)
    for canvas in [made.draw(80, 24), wide, shifted, made.draw(80, 24, after: 20), Canvas(width: 80, height: 24), made.draw(80, 24)] {
      screen.take(text(painter.paint(canvas)))
      #expect(screen.rows == canvas.rows)
    }
  }

  @Test(arguments: [ColourDepth.none, .sixteen, .many]) func coloursAreThoseOfTheTerminal(depth: ColourDepth) {
    var painter = FramePainter(depth: depth)
    let painted = text(painter.paint(Made.busy().draw(80, 24)))
    #expect(painted.contains("38;5;161") == (depth == .many))
    #expect(painted.contains(";7;31m") == (depth == .sixteen))
    // Reversed and bold are no colours.
    #expect(painted.contains("\u{1B}[0;1;7"))
  }

  @Test func theEnvironmentSaysWhatATerminalCan() {
    func depth(_ environment: [String: String]) -> ColourDepth { TerminalAbilities(environment: environment).depth }
    #expect(depth(["TERM": "xterm-256color"]) == .many)
    #expect(depth(["TERM": "linux"]) == .sixteen)
    #expect(depth(["TERM": "xterm-256color", "NO_COLOR": "1"]) == .none)
    #expect(depth(["TERM": "xterm-256color", "NO_COLOR": ""]) == .many)
    #expect(!TerminalAbilities(environment: ["TERM": "dumb"]).hasScreen && !TerminalAbilities(environment: [:]).hasScreen)
    #expect(TerminalAbilities(environment: ["LANG": "de_DE.UTF-8"]).isUnicode)
    #expect(!TerminalAbilities(environment: ["LANG": "de_DE.UTF-8", "LC_ALL": "C"]).isUnicode)
    #expect(!TerminalAbilities(environment: [:]).isUnicode)
  }
}

/// As much of a terminal as the painter's bytes need.
private struct PaintedScreen {
  private var cells: [[Unicode.Scalar?]]
  private var (row, column) = (0, 0)

  init(width: Int, height: Int) {
    cells = Array(repeating: Array(repeating: " ", count: width), count: height)
  }

  mutating func take(_ text: String) {
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\u{1B}" else {
        let columns = CharacterWidth.columns(scalar)
        // Half of a wide character that is written over is none.
        if cells[row][column] == nil, column > 0 { cells[row][column - 1] = " " }
        cells[row][column] = scalar
        if columns == 2 { cells[row][column + 1] = nil }
        column += columns
        if column < cells[row].count, cells[row][column] == nil { cells[row][column] = " " }
        continue
      }
      scalars.removeFirst()
      let parameters = scalars.prefix { !("a"..."z" ~= $0 || "A"..."Z" ~= $0) }
      scalars = scalars.dropFirst(parameters.count)
      let numbers = String(String.UnicodeScalarView(parameters)).split(separator: ";").compactMap { Int($0) }
      switch scalars.removeFirst() {
      case "H": (row, column) = (numbers[0] - 1, numbers[1] - 1)
      case "J": cells = cells.map { $0.map { _ in " " } }
      default: break
      }
    }
  }

  var rows: [String] {
    cells.map { cells in
      var text = String(String.UnicodeScalarView(cells.compactMap { $0 }))
      while text.last == " " { text.removeLast() }
      return text
    }
  }
}
