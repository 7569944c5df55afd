/// What a picture is drawn from: panels with data, and marks at places on the sheet, gathered as one gnuplot script.
///
///     block(rows) → "$d3" → Panel.plots → add(panel) ─┐
///     mark(.text(…)) ──────────────────────────────────┴▶ script(for: terminal)
///
/// - Units: CSS pixels from the left upper corner.
struct Sheet: Sendable {
  let width: Double
  /// How far down the sheet is used already; its height in the end.
  var y: Double
  private var blocks: [String] = []
  private var panels: [[String]] = []
  private var marks: [Mark] = []

  /// Nothing comes nearer to the sheet's edges.
  static let margin = 10.0
  var left: Double { Self.margin }
  var right: Double { width - Self.margin }

  /// A sheet that begins with the title.
  init(width: Double, title: String) {
    self.width = width
    y = Self.margin
    paragraph(title, size: Lettering.titleSize, isBold: true)
    y += 6
  }

  /// Keeps rows of numbers for the plots.
  /// - Returns: the name under which gnuplot knows them.
  mutating func block(_ rows: [[Double]]) -> String {
    let name = "$d\(blocks.count)"
    let lines = rows.map { $0.map { $0.isFinite ? "\($0)" : "NaN" }.joined(separator: " ") }
    blocks.append("\(name) << EOD\n" + lines.joined(separator: "\n") + "\nEOD")
    return name
  }

  mutating func mark(_ mark: Mark) {
    marks.append(mark)
  }

  /// Lines of text from margin to margin at `y`, which moves below them.
  mutating func paragraph(_ text: String, colour: RGB = Palette.text.light, size: Double = Lettering.size, isBold: Bool = false) {
    for line in Lettering.lines(text, within: right - left, size: size, isBold: isBold) {
      mark(.text(line, left, y + Lettering.lineHeight / 2, colour: colour, size: size, isBold: isBold))
      y += Lettering.lineHeight
    }
  }

  /// A heading's lines from `left` on, the last of them ending at `bottom`.
  mutating func heading(_ lines: [String], left: Double, bottom: Double) {
    for (row, line) in lines.enumerated() {
      let y = bottom - (Double(lines.count - row) - 0.5) * Lettering.lineHeight
      mark(.text(line, left, y, isBold: true))
    }
  }

  /// Draws `panel` above what was added before it, or beneath all of it.
  mutating func add(_ panel: Panel, isBeneath: Bool = false) {
    panels.insert(commands(panel), at: isBeneath ? 0 : panels.count)
  }

  private func commands(_ panel: Panel) -> [String] {
    let frame = panel.frame
    let place = [
      "set lmargin at screen \(frame.left)/W; set rmargin at screen \(frame.right)/W",
      "set tmargin at screen 1-\(frame.top)/H; set bmargin at screen 1-\(frame.bottom)/H",
      "set border \(panel.border) linewidth 1 linecolor rgb '\(Palette.axis.light.hex)'",
    ]
    let axes = panel.x.commands("x") + panel.y.commands("y")
    let plot = "plot " + (panel.plots.isEmpty ? ["1/0 notitle"] : panel.plots).joined(separator: ", ")
    return place + axes + panel.commands + panel.marks.map(\.command) + [plot, "unset label; unset arrow; unset object"]
  }

  /// The whole script; the marks of the sheet lie in a last plot without axes, whose units are pixels.
  func script(for terminal: Terminal) -> String {
    let head = [
      "set encoding utf8", terminal.command(width: width, height: y), "W = \(width)", "H = \(y)", Palette.viridis,
      "unset key; unset colorbox; set clip two",
      "set grid noxtics noytics linetype 1 linewidth 0.7 linecolor rgb '\(Palette.grid.light.hex)' back",
    ]
    let last = [
      "set lmargin at screen 0; set rmargin at screen 1; set tmargin at screen 1; set bmargin at screen 0", "unset border",
      "unset logscale; unset tics; set xrange [0:W]; set yrange [H:0]", "unset grid",
    ]
    let lines = head + blocks + ["set multiplot"] + panels.joined() + last + marks.map(\.command) + ["plot -1 notitle", "unset multiplot"]
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One plot with its axes.
struct Panel: Sendable {
  var frame: Frame
  var x: Axis
  var y: Axis
  /// gnuplot's sum of sides: 1 bottom, 2 left, 4 top, 8 right.
  var border = 3
  /// Settings that only this panel has.
  var commands: [String] = []
  /// In the units of the axes.
  var marks: [Mark] = []
  /// What `plot` lists: "$d0 using 1:2 with lines …".
  var plots: [String] = []
}

/// What gnuplot writes.
enum Terminal: Sendable {
  case svg
  case png

  /// pngcairo takes a font's size in points of 96 pixels an inch, so ¾ of twice the size makes twice the pixels.
  func command(width: Double, height: Double) -> String {
    let font = "noenhanced font 'sans-serif,\(Lettering.size)'"
    return switch self {
    case .svg: "set terminal svg size \(width),\(height) fixed standalone butt \(font)"
    case .png:
      "set terminal pngcairo size \(2 * width),\(2 * height) background rgb 'white' \(font) fontscale 1.5 linewidth 2 pointscale 2 butt"
    }
  }
}
