import Foundation

/// Config/event.schema.json at work: the parts of JSON Schema that it uses, and a complaint for everything else it might come to use.
struct EventSchema: @unchecked Sendable {
  // SAFETY: plain values of a parsed file, read only.
  private let root: [String: Any]

  init() throws {
    let data = try Data(contentsOf: URL(filePath: Program.root + "/Config/event.schema.json"))
    root = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  /// What is wrong with a line; `nil` when it is valid.
  func problem(_ line: String) -> String? {
    guard let value = try? JSONSerialization.jsonObject(with: Data(line.utf8)) else { return "not JSON: \(line)" }
    return Self.problem(value, root)
  }

  private static let notes: Set<String> = ["$schema", "title", "description"]

  private static func problem(_ value: Any, _ schema: [String: Any]) -> String? {
    for (word, rule) in schema where !notes.contains(word) {
      if let problem = problem(value, word, rule, schema) { return problem }
    }
    return nil
  }

  private static func problem(_ value: Any, _ word: String, _ rule: Any, _ schema: [String: Any]) -> String? {
    switch word {
    case "oneOf":
      let problems = (rule as? [[String: Any]] ?? []).map { problem(value, $0) }
      let valid = problems.count { $0 == nil }
      return valid == 1 ? nil : "\(valid) of \(problems.count) alternatives fit: \(problems.compactMap { $0 })"
    case "const": return same(value, rule) ? nil : "\(value) is not \(rule)"
    case "enum": return (rule as? [Any] ?? []).contains { same(value, $0) } ? nil : "\(value) is none of \(rule)"
    case "type":
      let names = rule as? [String] ?? [rule as? String ?? ""]
      return names.contains { has(value, type: $0) } ? nil : "\(value) is not of type \(names)"
    case "minimum": return number(value) >= number(rule) ? nil : "\(value) is below \(rule)"
    case "maximum": return number(value) <= number(rule) ? nil : "\(value) is above \(rule)"
    case "minLength": return (value as? String ?? "").count >= Int(number(rule)) ? nil : "a text is too short"
    case "pattern":
      let found = (value as? String)?.range(of: rule as? String ?? "", options: .regularExpression) != nil
      return found ? nil : "\(value) does not match \(rule)"
    case "minItems": return (value as? [Any] ?? []).count >= Int(number(rule)) ? nil : "too few items"
    case "maxItems": return (value as? [Any] ?? []).count <= Int(number(rule)) ? nil : "too many items"
    case "items":
      return (value as? [Any] ?? []).lazy.compactMap { problem($0, rule as? [String: Any] ?? [:]) }.first
    case "required":
      let names = (value as? [String: Any] ?? [:]).keys
      return (rule as? [String] ?? []).first { !names.contains($0) }.map { "\($0) is missing" }
    case "properties":
      let fields = value as? [String: Any] ?? [:]
      for (name, rule) in rule as? [String: [String: Any]] ?? [:] {
        if let field = fields[name], let problem = problem(field, rule) { return "\(name): \(problem)" }
      }
      return nil
    case "additionalProperties":
      let known = (schema["properties"] as? [String: Any] ?? [:]).keys
      return (value as? [String: Any] ?? [:]).keys.first { !known.contains($0) }.map { "\($0) is unknown" }
    default: return "the test's validator does not know the schema's word \(word)"
    }
  }

  private static func number(_ value: Any) -> Double { (value as? NSNumber)?.doubleValue ?? .nan }

  private static func isBoolean(_ value: Any) -> Bool { value is Bool && "\(type(of: value))".contains("Bool") }

  private static func has(_ value: Any, type: String) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "boolean": value is Bool
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "integer": value is NSNumber && !(value is String) && number(value) == number(value).rounded()
    case "number": value is NSNumber
    default: false
    }
  }

  private static func same(_ value: Any, _ other: Any) -> Bool {
    if value is NSNull || other is NSNull { return value is NSNull && other is NSNull }
    if let text = value as? String { return text == other as? String }
    return number(value) == number(other)
  }
}
