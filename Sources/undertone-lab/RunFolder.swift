import Foundation
import Training

/// What a training leaves behind: the recipe as it was followed, the command, a log, a checkpoint and the model.
///
///     recipe.json   command.txt   log.jsonl   checkpoint.safetensors   NAME.safetensors
struct RunFolder {
  let path: String

  var log: String { path + "/log.jsonl" }
  var checkpoint: String { path + "/checkpoint.safetensors" }
  func model(_ name: String) -> String { "\(path)/\(name).safetensors" }

  /// Begins a run, or goes on with one that was stopped.
  /// - Returns: whether there is a checkpoint to go on from.
  /// - Throws: `RecipeError` when the folder holds another recipe's run, or cannot be written.
  func open(_ recipe: Recipe) throws -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var told = recipe
    told.start = recipe.start.isEmpty ? "" : URL(filePath: recipe.start).lastPathComponent
    let text = try encoder.encode(told) + Data("\n".utf8)
    let file = path + "/recipe.json"
    if let before = FileManager.default.contents(atPath: file) {
      guard before == text else {
        throw RecipeError("\(path) holds the run of another recipe (see its recipe.json); name another folder with --run")
      }
      return FileManager.default.fileExists(atPath: checkpoint)
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try text.write(to: URL(filePath: file), options: .atomic)
      try Data((Self.command + "\n").utf8).write(to: URL(filePath: path + "/command.txt"), options: .atomic)
    } catch {
      throw RecipeError("cannot write the run folder \(path): \(error.localizedDescription)")
    }
    return false
  }

  /// The command line, with files and folders by name: where they lie on this machine is nobody's business.
  static var command: String {
    let arguments = CommandLine.arguments.dropFirst().map { $0.hasPrefix("/") ? URL(filePath: $0).lastPathComponent : $0 }
    return "undertone-lab " + arguments.joined(separator: " ")
  }
}
