import ArgumentParser
import Model

/// `undertone model`
struct ShowModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Say what a model is: labels, data and licences, scores, features.")

  @Flag(help: "The whole description as JSON.")
  var json = false

  @Argument(help: ArgumentHelp("Model file; the one inside the program when not given.", valueName: "file"))
  var file: String?

  func run() throws {
    try Failure.wrapping {
      let metadata = try (file.map { try Model(path: $0) } ?? Model.embedded()).metadata
      if json { print(try metadata.json(pretty: true)) } else { Self.show(metadata) }
    }
  }

  private static func show(_ model: ModelMetadata) {
    print("\(model.name), made by undertone-lab \(model.version)")
    print("sha256      \(model.sha256)")
    print("licence     \(model.licence)")
    print("labels      \(model.labels.joined(separator: " "))")
    print(
      "network     \(model.network.features) features → \(model.network.hidden) → LSTM × \(model.network.layers), \(model.network.parameterCount) parameters"
    )
    let features = model.features
    let numbers =
      switch features.frontEnd {
      case .logmel: "\(features.bandCount) bands \(Int(features.lowHz))–\(Int(features.highHz)) Hz"
      case .spectrum: "\(features.bandCount) bins"
      case .waveform: "\(features.bandCount) samples a frame"
      }
    print(
      "features    \(features.frontEnd.rawValue), \(numbers), frames of \(features.windowLength) samples every \(features.hopLength), \(features.stackedFrames) a step"
    )
    print("temperature \(model.temperature)")
    print("split       \(model.split)")
    if let teacher = model.teacher { print("teacher     \(teacher)") }
    if let start = model.start { print("start       \(start)") }
    print("seed        \(model.seed)")
    for corpus in model.corpora {
      print(
        "corpus      \(corpus.name): \(corpus.clips) clips, \(corpus.speakers) speakers, \((corpus.hours * 100).rounded() / 100) h; \(corpus.licence)"
      )
    }
    for (name, value) in model.scores.sorted(by: { $0.key < $1.key }) {
      print("score       \(name) \((value * 10).rounded() / 10)")
    }
    if !model.command.isEmpty { print("made by     \(model.command)") }
  }
}
