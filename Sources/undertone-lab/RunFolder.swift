import Corpus
import Foundation
import Model

/// What a training leaves behind: the recipe as it was followed, the command, a log, a checkpoint and the model.
///
///     recipe.json   command.txt   log.jsonl   checkpoint.safetensors   NAME.safetensors
struct RunFolder {
  let path: String

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Keeps other trainings out of the folder until this process ends.
  /// - Throws: `RecipeError` when one is at work there.
  private func lock() throws {
    // Left open: the lock lasts as long as the process.
    let descriptor = Glibc.open(path + "/recipe.json", O_RDONLY | O_CLOEXEC)
    guard descriptor < 0 || flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw RecipeError("another training is at work in \(path); wait for it, or name another folder with --run")
    }
  }

  var log: String { path + "/log.jsonl" }
  var checkpoint: String { path + "/checkpoint.safetensors" }
  func model(_ name: String) -> String { "\(path)/\(name).safetensors" }

  /// The recipe with the content of the files that it names, so that a run does not go on with others.
  struct Followed: Codable {
    var recipe: Recipe
    /// SHA-256 of the files.
    var start: String?
    var teacher: String?
    /// SHA-256 over who is trained on and who is tried, with their emotions.
    var clips: String?

    /// The keys that another run has otherwise, as `--set` would take them.
    func differences(from other: Followed) throws -> [String] {
      let (own, others) = (try recipe.values(), try other.recipe.values())
      var found = own.keys.sorted().filter { own[$0] != others[$0] && $0 != "name" }.map { "\($0)=\(own[$0] ?? "")" }
      if teacher != other.teacher { found.append(teacher == nil ? "no teacher" : "another teacher") }
      if start != other.start { found.append("another start") }
      return found.isEmpty ? ["the same again"] : found.map { $0.hasPrefix("training.") ? String($0.dropFirst(9)) : $0 }
    }
  }

  /// The recipe that the run follows.
  /// - Throws: `RecipeError` when the folder holds none that this program knows.
  func followed() throws -> Followed {
    guard let data = FileManager.default.contents(atPath: path + "/recipe.json") else {
      throw RecipeError("\(path) is no run folder: it has no recipe.json; undertone-lab train --run makes one")
    }
    do {
      // Keys that came later have their defaults, which is how that run was made.
      let known = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(Followed(recipe: Recipe())))
      let tree = Self.laid(try JSONSerialization.jsonObject(with: data), over: known)
      return try JSONDecoder().decode(Followed.self, from: try JSONSerialization.data(withJSONObject: tree))
    } catch {
      throw RecipeError("\(path)/recipe.json was written by another version of undertone-lab; train again with this one")
    }
  }

  /// Groups are merged key by key; everything else is taken from `tree`.
  private static func laid(_ tree: Any, over known: Any) -> Any {
    guard let own = tree as? [String: Any], let others = known as? [String: Any] else { return tree }
    return others.merging(own) { laid($1, over: $0) }
  }

  /// The model that the training ended with; nil while it goes on.
  func trainedModel() throws -> String? {
    let file = model(try followed().recipe.name)
    return FileManager.default.fileExists(atPath: file) ? file : nil
  }

  /// Begins a run, or goes on with one that was stopped.
  /// - Parameters:
  ///   - teacher: the targets file.
  ///   - clips: those that are trained on, and those that are tried.
  /// - Returns: whether there is a checkpoint to go on from.
  /// - Throws: `RecipeError` when the folder holds another recipe's run, or cannot be written.
  func open(_ recipe: Recipe, teacher: String?, clips: (trained: [Clip], tested: [Clip])) throws -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var followed = Followed(
      recipe: recipe, start: Self.sum(recipe.start), teacher: Self.sum(teacher), clips: Self.sum(clips.trained, clips.tested))
    followed.recipe.start = recipe.start.isEmpty ? "" : URL(filePath: recipe.start).lastPathComponent
    let text = try encoder.encode(followed) + Data("\n".utf8)
    let file = path + "/recipe.json"
    if let before = FileManager.default.contents(atPath: file) {
      guard before == text else {
        throw RecipeError(
          "\(path) holds the run of another recipe, start or teacher, or of other clips (see its recipe.json); name another folder with --run"
        )
      }
      try lock()
      return FileManager.default.fileExists(atPath: checkpoint)
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try text.write(to: URL(filePath: file), options: .atomic)
      try Data((Self.command + "\n").utf8).write(to: URL(filePath: path + "/command.txt"), options: .atomic)
    } catch {
      throw RecipeError("cannot write the run folder \(path): \(error.localizedDescription)")
    }
    try lock()
    return false
  }

  private static func sum(_ trained: [Clip], _ tested: [Clip]) -> String {
    let lines = [("trained", trained), ("tested", tested)].flatMap { side, clips in
      clips.map { "\(side) \($0.key) \($0.speaker) \($0.emotion.map { "\($0)" } ?? "-")" }.sorted()
    }
    return Data(lines.joined(separator: "\n").utf8).withUnsafeBytes { Checksum.sha256($0) }
  }

  /// SHA-256 of a file.
  private static func sum(_ path: String?) -> String? {
    guard let path, let data = FileManager.default.contents(atPath: path) else { return nil }
    return data.withUnsafeBytes { Checksum.sha256($0) }
  }

  /// The command line, with files and folders outside the current one by name: where they lie on this machine is nobody's business.
  static var command: String {
    let arguments = CommandLine.arguments.dropFirst().map { argument in
      let isPath = { (text: Substring) in ["/", "..", "~"].contains { text.hasPrefix($0) } }
      let value = argument.firstIndex(of: "=").map { argument[argument.index(after: $0)...] } ?? ""
      guard let path = [argument[...], value].first(where: isPath) else { return argument }
      return argument.dropLast(path.count) + URL(filePath: String(path)).lastPathComponent
    }
    return "undertone-lab " + arguments.joined(separator: " ")
  }
}
