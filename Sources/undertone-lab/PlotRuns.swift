import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Model
import Pictures

/// A picture of several trainings' models on the same clips.
protocol RunsPicture: ParsableCommand {
  var options: TestOptions { get }
  var runs: [String] { get }
  var picture: PictureOptions { get }
  static var title: String { get }
  static func labels(_ runs: [RunFolder]) throws -> [String]
}

extension RunsPicture {
  func run() throws {
    try picture.check()
    let watcher = Progress.watcher()
    let folders = runs.map { RunFolder(path: $0) }
    // Two of one name would be one row in the picture.
    var seen: [String: Int] = [:]
    let labels = try Self.labels(folders).map { label in
      seen[label, default: 0] += 1
      return seen[label] == 1 ? label : "\(label) (\(seen[label] ?? 0))"
    }
    let candidates = try folders.map { folder in
      guard let path = try folder.trainedModel() else { throw RecipeError("\(folder.path) has no model yet: its training has not ended") }
      return try Candidate(try Model(path: path), path: path)
    }
    let room = try options.room(try options.clips(for: candidates, watcher), watcher)
    let entries = try zip(labels, candidates).map { label, candidate in
      ModelComparison.Entry(label: label, heard: try room.overview(candidate).heard)
    }
    for (run, entry) in zip(runs, entries) where Set(entry.heard.stream.map(\.clip.key)) != Set(entries[0].heard.stream.map(\.clip.key)) {
      throw EvaluationError("\(run) is tested on other clips than \(runs[0]): compare runs of one partition")
    }
    let comparison = ModelComparison(name: Self.configuration.commandName ?? "", title: Self.title, entries)
    print(comparison.tables.map(\.text).joined(separator: "\n\n"))
    for figure in try comparison.figures() { try picture.write(figure) }
  }
}

struct PlotFrontends: RunsPicture {
  static let configuration = CommandConfiguration(
    commandName: "frontends", abstract: "What the FFT buys: models of several front ends on the same clips.",
    discussion: "The runs are trainings that differ in training.frontEnd; the table behind the picture is printed.")
  static let title = "Front ends"
  @OptionGroup var options: TestOptions
  @Option(name: .customLong("run"), parsing: .upToNextOption, help: "The run folders.") var runs: [String]
  @OptionGroup var picture: PictureOptions

  static func labels(_ runs: [RunFolder]) throws -> [String] {
    try runs.map { try $0.followed().recipe.training.frontEnd.rawValue }
  }
}

struct PlotAblation: RunsPicture {
  static let configuration = CommandConfiguration(
    commandName: "ablation", abstract: "What each change of a recipe brings: models of several runs on the same clips.",
    discussion: """
      Each run is named for the keys in which its recipe differs from that of the first, which the others are compared with; the table \
      behind the picture is printed.
      """)
  static let title = "What each change brings"
  @OptionGroup var options: TestOptions
  @Option(name: .customLong("run"), parsing: .upToNextOption, help: "The run folders, the one to compare with first.") var runs: [String]
  @OptionGroup var picture: PictureOptions

  static func labels(_ runs: [RunFolder]) throws -> [String] {
    let followed = try runs.map { try $0.followed() }
    return try followed.enumerated().map { place, own in
      place == 0 ? "as it is" : try own.differences(from: followed[0]).joined(separator: ", ")
    }
  }
}
