internal import Capture
internal import Listening
internal import Timeline

/// What `undertone score` does with a recording.
final class ScoreWork: BenchWork {
  private let path: String
  private let scorer: Scorer
  let unitsARun = 1
  let secondsARun: Double

  init(_ material: BenchMaterial) throws {
    path = material.path
    scorer = Scorer(model: try material.model.with(.int8), settings: Settings(), channel: .mix, mustAnswer: false)
    secondsARun = Double(material.samples.count) / 16_000
  }

  func run() throws {
    var desk = try ScoreDesk(scorer, lanes: 1)
    var given = false
    var line: [UInt8] = []
    desk.run {
      defer { given = true }
      return given ? .over : .score(place: 0, path: path)
    } done: {
      line = $0.lines
    }
    guard line.count > 100 else { throw BenchError("\(path): no score") }
  }
}
