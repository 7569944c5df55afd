import Corpus
import Foundation
import Network
import Training
import YAML

/// All that makes a model, but for the clips themselves: what `Config/recipes/*.yaml` holds.
struct Recipe: Codable, Equatable {
  /// The model's name.
  var name = "undertone"
  var corpora = CorpusName.allCases
  /// Who is trained on and who is tested: a name of `Partition`.
  var partition = Partition.split.name
  /// A model whose weights the training begins with; seen from the recipe's folder. Empty: random numbers.
  var start = ""
  var training = TrainingPlan()

  /// - Throws: `RecipeError` naming file, line, key and what is allowed.
  static func read(_ path: String) throws -> Recipe {
    let data: Data
    do {
      data = try WholeFile.read(path, most: YAMLNode.longestText, acceptsPipes: true)
    } catch {
      throw RecipeError("cannot read the recipe \(path): \(error.reason)")
    }
    var recipe = try Recipe().overlaid(with: try YAMLNode.parse([UInt8](data), file: path), file: path)
    if !recipe.start.isEmpty {
      recipe.start = URL(filePath: recipe.start, relativeTo: URL(filePath: path).deletingLastPathComponent()).path
    }
    return recipe
  }

  /// Sets one key, such as `training.streams.noise`, to what the text says in YAML.
  /// - Parameter assignment: `KEY=VALUE`.
  func setting(_ assignment: String) throws -> Recipe {
    guard let sign = assignment.firstIndex(of: "=") else { throw RecipeError("--set \(assignment): expected KEY=VALUE") }
    let keys = assignment[..<sign].split(separator: ".")
    guard !keys.isEmpty else { throw RecipeError("--set \(assignment): expected KEY=VALUE") }
    let text = keys.map { "{\($0): " }.joined() + assignment[assignment.index(after: sign)...] + keys.map { _ in "}" }.joined()
    return try overlaid(with: try YAMLNode.parse([UInt8](text.utf8), file: "--set \(assignment)"), file: "--set \(assignment)")
  }

  /// The recipe with every key that `node` names set anew.
  private func overlaid(with node: YAMLNode, file: String) throws -> Recipe {
    guard case .mapping = node else {
      throw RecipeError("\(file), line \(node.line): \(node.shown) where keys with values are expected, like `training: {epochs: 3}`")
    }
    var tree = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(self))
    try Self.lay(node, over: &tree, key: "", file: file)
    do {
      return try JSONDecoder().decode(Recipe.self, from: try JSONSerialization.data(withJSONObject: tree))
    } catch let DecodingError.dataCorrupted(context) {
      throw RecipeError("\(file): \(Self.name(context.codingPath)): \(context.debugDescription)")
    } catch let DecodingError.typeMismatch(_, context) {
      throw RecipeError("\(file): \(Self.name(context.codingPath)): \(context.debugDescription)")
    } catch let DecodingError.keyNotFound(key, context) {
      throw RecipeError("\(file): \(Self.name(context.codingPath + [key])) is missing")
    }
  }

  /// Every key with its value as JSON, groups apart: `training.streams.noise` → `0.15`.
  func values() throws -> [String: String] {
    func flat(_ tree: Any, _ key: String) throws -> [(String, String)] {
      guard let group = tree as? [String: Any] else {
        let text = try JSONSerialization.data(withJSONObject: tree, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return [(key, String(decoding: text, as: UTF8.self))]
      }
      return try group.flatMap { try flat($1, key.isEmpty ? $0 : "\(key).\($0)") }
    }
    let tree = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(self))
    return Dictionary(try flat(tree, "")) { first, _ in first }
  }

  private static func name(_ path: [any CodingKey]) -> String { path.map(\.stringValue).joined(separator: ".") }

  /// Groups are merged key by key; lists, words and numbers replace what was there.
  private static func lay(_ node: YAMLNode, over tree: inout Any, key: String, file: String) throws {
    guard case .mapping(let pairs, _) = node else {
      tree = try value(of: node, like: tree, key: key, file: file)
      return
    }
    guard var group = tree as? [String: Any] else {
      throw RecipeError("\(file), line \(node.line): \(key) is a group of keys, expected one value")
    }
    var seen: Set<String> = []
    for (name, value, line) in pairs {
      guard var before = group[name] else {
        let known = group.keys.sorted().joined(separator: ", ")
        let shown = YAMLNode.plain(name)
        throw RecipeError("\(file), line \(line): unknown key \(key.isEmpty ? "" : key + ".")\(shown); known: \(known)")
      }
      guard seen.insert(name).inserted else {
        throw RecipeError("\(file), line \(line): \(key.isEmpty ? "" : key + ".")\(name) is set twice")
      }
      try lay(value, over: &before, key: key.isEmpty ? name : "\(key).\(name)", file: file)
      group[name] = before
    }
    tree = group
  }

  /// - Parameter like: what stood there before: it says what kind of value is wanted.
  private static func value(of node: YAMLNode, like: Any?, key: String, file: String) throws -> Any {
    switch node {
    case .scalar(let text, let line):
      if like is String { return text }
      if ["true", "false"].contains(text) { return text == "true" }
      if let number = Int(text) { return number }
      if let number = UInt64(text) { return number }
      if let number = Double(text), number.isFinite { return number }
      if like == nil { return text }
      throw RecipeError("\(file), line \(line): \(key) is \"\(YAMLNode.plain(text))\", expected a number")
    case .sequence(let items, _):
      return try items.map { try value(of: $0, like: nil, key: key, file: file) }
    case .mapping(let pairs, _):
      return Dictionary(try pairs.map { ($0.key, try value(of: $0.value, like: nil, key: key, file: file)) }) { $1 }
    }
  }
}

/// Why a recipe cannot be followed.
struct RecipeError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
