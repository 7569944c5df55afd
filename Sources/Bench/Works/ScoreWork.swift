internal import Capture
internal import Listening
internal import Timeline

/// What `undertone score` does with a recording.
final class ScoreWork: BenchWork {
  private let path: String
  private let scorer: Scorer
  let unitsARun = 1
  let secondsARun: Double

  init(_ material: BenchMaterial) {
    path = material.path
    scorer = Scorer(model: material.model, settings: Settings(), channel: .mix, mustAnswer: false)
    secondsARun = Double(material.samples.count) / 16_000
  }

  func run() throws {
    let line = scorer.line(try scorer.score(path: path))
    guard line.count > 100 else { throw BenchError("\(path): no score") }
  }
}
