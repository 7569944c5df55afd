import Foundation
import Model

/// What a training leaves behind: the recipe as it was followed, the command, a log, a checkpoint and the model.
///
///     recipe.json   command.txt   log.jsonl   checkpoint.safetensors   NAME.safetensors
struct RunFolder {
  let path: String

  var log: String { path + "/log.jsonl" }
  var checkpoint: String { path + "/checkpoint.safetensors" }
  func model(_ name: String) -> String { "\(path)/\(name).safetensors" }

  /// The recipe with the content of the files that it names, so that a run does not go on with others.
  private struct Followed: Codable {
    var recipe: Recipe
    var start: String?
    var teacher: String?
  }

  /// Begins a run, or goes on with one that was stopped.
  /// - Parameter teacher: the targets file.
  /// - Returns: whether there is a checkpoint to go on from.
  /// - Throws: `RecipeError` when the folder holds another recipe's run, or cannot be written.
  func open(_ recipe: Recipe, teacher: String?) throws -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var followed = Followed(recipe: recipe, start: Self.sum(recipe.start), teacher: Self.sum(teacher))
    followed.recipe.start = recipe.start.isEmpty ? "" : URL(filePath: recipe.start).lastPathComponent
    let text = try encoder.encode(followed) + Data("\n".utf8)
    let file = path + "/recipe.json"
    if let before = FileManager.default.contents(atPath: file) {
      guard before == text else {
        throw RecipeError("\(path) holds the run of another recipe, start or teacher (see its recipe.json); name another folder with --run")
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

  /// SHA-256 of a file.
  private static func sum(_ path: String?) -> String? {
    guard let path, let data = FileManager.default.contents(atPath: path) else { return nil }
    return data.withUnsafeBytes { Checksum.sha256($0) }
  }

  /// The command line, with files and folders outside the current one by name: where they lie on this machine is nobody's business.
  static var command: String {
    let arguments = CommandLine.arguments.dropFirst().map { argument in
      let path = argument.split(separator: "=", omittingEmptySubsequences: false).last ?? ""
      guard path.hasPrefix("/") || path.hasPrefix("..") || path.hasPrefix("~") else { return argument }
      return argument.dropLast(path.count) + URL(filePath: String(path)).lastPathComponent
    }
    return "undertone-lab " + arguments.joined(separator: " ")
  }
}
