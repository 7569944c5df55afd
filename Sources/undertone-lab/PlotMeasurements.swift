import ArgumentParser
import Foundation
import Pictures

/// What many streams and wide networks cost, from `undertone-lab bench --json`.
struct PlotCosts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "costs", abstract: "What a step costs: against the number of streams, and the network's width.",
    discussion: "undertone-lab bench --case streams --case width --json bench.json && undertone-lab plot costs bench.json")
  @Argument(help: ArgumentHelp("What `bench --json` wrote.", valueName: "bench.json")) var input: String
  @OptionGroup var picture: PictureOptions

  private struct Bench: Decodable {
    struct Result: Decodable {
      var name: String
      var microsP50: Double
    }

    var results: [Result]
  }

  func run() throws {
    try picture.check()
    let bench: Bench
    do {
      bench = try JSONDecoder().decode(Bench.self, from: try Data(contentsOf: URL(filePath: input)))
    } catch {
      throw OutputError("\(input) is not what undertone-lab bench --json writes: \(error.localizedDescription)")
    }
    let points = { (prefix: String, suffix: String) in
      bench.results.compactMap { result -> Curve.Point? in
        guard result.name.hasPrefix(prefix), result.name.hasSuffix(suffix) else { return nil }
        return Double(result.name.dropFirst(prefix.count).dropLast(suffix.count)).map { Curve.Point(x: $0, y: result.microsP50) }
      }
    }
    let panels = [
      CurvePanel(
        title: "samples → events", x: .logarithmic("streams on one core"), yTitle: "µs a step of a stream", scale: .number,
        curves: [Curve("int8", points("streams-", ""))]),
      CurvePanel(
        title: "the network alone", x: .linear("width of the network"), yTitle: "µs a step", scale: .number,
        curves: [Curve("int8", points("width-", "-int8")), Curve("float", points("width-", ""))]),
    ]
    try picture.write(
      try .curves(
        panels, name: "costs", title: "What a step of 40 ms costs",
        caption: """
          Median µs of one core for a step of one stream: of the whole analysis, where up to 64 streams are stepped in one read of the \
          weights, and of the network alone, one stream, by its width.
          """))
  }
}

/// Resident memory over simulated days, from `Soak days`.
struct PlotMemory: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory", abstract: "Resident memory against simulated days, as Soak writes it.")
  @Argument(help: ArgumentHelp("What `Soak days 30 memory.csv` wrote.", valueName: "memory.csv")) var input: String
  @OptionGroup var picture: PictureOptions

  func run() throws {
    try picture.check()
    let points = try String(contentsOfFile: input, encoding: .utf8).split(separator: "\n").compactMap { line -> Curve.Point? in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      return fields.count == 2 ? Curve.Point(x: fields[0], y: fields[1] / 1000) : nil
    }
    let panel = CurvePanel(
      x: .linear("simulated days"), yTitle: "resident, MB", scale: .number,
      // From the first simulated hours on, when everything is loaded.
      curves: [Curve("", points.filter { $0.x > 0.1 })])
    try picture.write(
      try .curves(
        [panel], name: "memory", title: "Memory of the listening process over months",
        caption: """
          Resident megabytes of the process that plays and listens, once a second of real time: speech, silence, noise and faults at full \
          speed; who looks at what it says is another process.
          """))
  }
}
