import Foundation
import Testing

/// The manual pages in Config/man say all that the program knows: options, keys, events and fields.
@Suite struct ManPageTests {
  /// Every command that `--help` lists, and every option of it, stands as an item in undertone(1).
  @Test func everyCommandAndOptionIsThere() throws {
    let page = try ManPage("undertone.1")
    let help = try Program.run(["--help"]).lines
    let commands = help.drop { $0 != "SUBCOMMANDS:" }.compactMap { try? #/^  ([a-z]+) /#.firstMatch(in: $0).map { String($0.1) } }
    #expect(commands.contains("listen"))
    for command in commands {
      #expect(page.items.contains { $0.names.first == command }, "\(command)")
      for option in Self.options(of: try Program.run([command, "--help"], environment: ["COLUMNS": "80"]).lines) {
        #expect(page.items.contains { $0.names.contains("-" + option) }, "--\(option) of \(command)")
      }
    }
  }

  /// The same for undertone-lab(1), whose help texts are committed, and held against the program by LabCommandTests.
  @Test(arguments: ["corpus", "train", "finetune", "evaluate", "plot", "report", "export", "bench"])
  func everyOptionOfTheLabIsThere(_ command: String) throws {
    let page = try ManPage("undertone-lab.1")
    let help = try String(contentsOfFile: Program.root + "/Tests/LabTests/Golden/help-\(command).txt", encoding: .utf8)
    #expect(page.items.contains { $0.names.first == command })
    for option in Self.options(of: help.components(separatedBy: "\n")) {
      #expect(page.items.contains { $0.names.contains("-" + option) }, "--\(option) of \(command)")
    }
  }

  private static func options(of help: [String]) -> [String] {
    let options = help.compactMap { try? /^  (?:-[a-z], )?--([a-z-]+)/.firstMatch(in: $0).map { String($0.1) } }
    #expect(options.contains("help"))
    return options
  }

  /// The program itself names its keys and what they may be, to whoever gets one wrong.
  @Test func everyKeyIsThereWithRangeAndDefault() throws {
    let items = try ManPage("undertone.5").items(of: "CONFIGURATION")
    // The installed configuration is all defaults.
    let installed = try String(contentsOfFile: Program.root + "/Config/undertone.yaml", encoding: .utf8).split(separator: "\n")
    var defaults = 0
    let keys = try Self.complaint("nonesuch: 1", after: "known: ").split(separator: ", ").map { $0.trimmed }
    #expect(keys.contains("every") && keys.contains("alerts"))
    for key in keys {
      let item = try #require(items.first { $0.names == [key] }, "\(key)")
      #expect(item.text.contains("Default: "), "\(key)")
      if key == "alerts" { continue }
      if let line = installed.first(where: { $0.hasPrefix(key + ": ") }) {
        let value = line.split(separator: " ")[1]
        #expect(item.text.contains("Default: \(value)."), "\(key): \(value)")
        defaults += 1
      }
      // No key takes a list.
      let allowed = try Self.complaint("\(key): []", after: "allowed: ")
      for number in allowed.split(whereSeparator: { " ,\n".contains($0) }) where Double(number) != nil {
        let plain = number.hasSuffix(".0") ? number.dropLast(2) : number
        #expect(item.words.contains(String(plain)), "\(key): \(plain)")
      }
      if allowed.contains(/^[a-z0-9-]+(, [a-z0-9-]+)+\s*$/) {
        for word in allowed.split(separator: ", ") { #expect(item.words.contains(word.trimmed), "\(key): \(word)") }
      }
    }
    #expect(defaults > 10)
    for key in ["name", "emotion", "above", "for", "clear_below"] { #expect(items.contains { $0.names == [key] }, "\(key)") }
  }

  /// What the program says of a configuration, behind the words.
  private static func complaint(_ line: String, after words: String) throws -> Substring {
    let path = NSTemporaryDirectory() + "undertone-\(UUID().uuidString).yaml"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try (line + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try Program.run(["listen", "--config", path, "--input", Program.demo])
    #expect(outcome.code == 78)
    return try #require(outcome.error.split(separator: words).dropFirst().first, "\(outcome.error)")
  }

  /// Every type of the schema has a section, with each field and each word that a field may be.
  @Test func everyEventAndFieldIsThere() throws {
    let page = try ManPage("undertone.5")
    let schema = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: Program.root + "/Config/event.schema.json")))
    let events = try #require((schema as? [String: Any])?["oneOf"] as? [[String: Any]])
    #expect(events.count >= 10)
    let common = page.items(of: "Every event")
    // Their names stand once, where estimates are described.
    let emotions = ["neutral", "calm", "happy", "sad", "angry", "fear", "disgust", "surprise"]
    for event in events {
      let fields = try #require(event["properties"] as? [String: [String: Any]])
      let type = try #require(fields["type"]?["const"] as? String)
      let items = page.items(of: type)
      #expect(!items.isEmpty, "\(type)")
      for (field, rule) in fields {
        let item = (items + common).first { $0.names.contains(field) }
        #expect(item != nil, "\(field) of \(type)")
        for word in Self.words(of: rule) where field != "type" && (type == "estimate" || !emotions.contains(word)) {
          #expect(items.contains { $0.text.contains(word) }, "\(word) of \(field) of \(type)")
        }
      }
    }
  }

  /// What a value may be, and what an object's fields are called.
  private static func words(of rule: [String: Any]) -> [String] {
    var words = ((rule["enum"] as? [Any] ?? []) + [rule["const"] as Any]).compactMap { $0 as? String }
    for (name, rule) in rule["properties"] as? [String: [String: Any]] ?? [:] { words += [name] + Self.words(of: rule) }
    for alternative in rule["oneOf"] as? [[String: Any]] ?? [] { words += Self.words(of: alternative) }
    if let items = rule["items"] as? [String: Any] { words += Self.words(of: items) }
    return words
  }
}

/// A page in mdoc, as far as the tests look: items of lists, by section.
private struct ManPage {
  struct Item {
    /// The section or subsection that it stands in, and the section around that.
    let sections: [String]
    /// What its `.It` line names: the words behind macros such as Fl, Cm, Ic or Va.
    let names: [String]
    var text: String
    var words: [String] {
      text.split { " ,;:()".contains($0) || $0.isNewline }.map { $0.hasSuffix(".") ? String($0.dropLast()) : String($0) }
    }
  }

  private(set) var items: [Item] = []

  init(_ name: String) throws {
    var sections = ["", ""]
    for line in try String(contentsOfFile: Program.root + "/Config/man/\(name)", encoding: .utf8).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case ".Sh": sections = [words.dropFirst().joined(separator: " "), ""]
      case ".Ss": sections[1] = words.dropFirst().joined(separator: " ")
      case ".It": items.append(Item(sections: sections, names: Self.names(words.dropFirst()), text: ""))
      default:
        // Macros are for the eye; what they mark is text.
        let text = words.filter { $0.wholeMatch(of: /\.?[A-Z][a-z]/) == nil }.joined(separator: " ")
        if !items.isEmpty { items[items.count - 1].text += text.replacing("\\-", with: "-") + "\n" }
      }
    }
    for index in items.indices { items[index].text += " " + items[index].names.joined(separator: " ") }
  }

  func items(of section: String) -> [Item] { items.filter { $0.sections.contains(section) } }

  /// `Fl h , -help` → h, -help; `Fl -rate Ar hertz` → -rate, as Ar names what is given.
  private static func names(_ words: ArraySlice<String>) -> [String] {
    var names: [String] = []
    var isName = false
    for word in words {
      if word.wholeMatch(of: /[A-Z][a-z]/) != nil {
        isName = ["Fl", "Cm", "Ic", "Va", "Sq"].contains(word)
      } else if isName, word != ",", word != "|" {
        names.append(word)
      }
    }
    return names
  }
}

extension Substring {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
