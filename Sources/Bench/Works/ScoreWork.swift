internal import Capture
internal import Listening
internal import Network
internal import Timeline

/// What `undertone score` does with a recording, or with several at a time on one thread.
final class ScoreWork: BenchWork {
  private let path: String
  private let scorer: Scorer
  let unitsARun: Int
  let secondsARun: Double

  init(_ material: BenchMaterial, precision: Precision = .int8, files: Int = 1) throws {
    path = material.path
    scorer = Scorer(model: try material.model.with(precision), settings: Settings(), channel: .mix, mustAnswer: false)
    unitsARun = files
    secondsARun = Double(files * material.samples.count) / 16_000
  }

  func run() throws {
    var desk = try ScoreDesk(scorer, lanes: unitsARun)
    var (given, scored) = (0, 0)
    desk.run {
      guard given < unitsARun else { return .over }
      given += 1
      return .score(place: given - 1, path: path)
    } done: {
      if $0.lines.count > 100 { scored += 1 }
    }
    guard scored == unitsARun else { throw BenchError("\(path): no score") }
  }
}
