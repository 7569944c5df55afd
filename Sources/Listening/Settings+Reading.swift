internal import Network
internal import Timeline
internal import YAML

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

extension Settings {
  /// The file that is read when it is there and none is named.
  public static let installedFile = "/etc/undertone.yaml"

  /// Environment over file over defaults; the caller's flags come on top.
  ///
  /// - Parameter file: from `--config`; `nil`: `installedFile`, if there is one.
  /// - Throws: `ListeningError` (configuration) naming file or variable, line, key, value and what is allowed.
  public static func read(file: String?, environment: [String: String]) throws(ListeningError) -> Settings {
    var settings = Settings()
    let path = file ?? installedFile
    let text: Data?
    do {
      text = try WholeFile.read(path, most: YAMLNode.longestText, acceptsPipes: true)
    } catch {
      // Only the installed file may be missing; one that cannot be read would silently become the defaults.
      guard file == nil, error.isMissing else {
        throw ListeningError(.configuration, "cannot read the configuration \(path): \(error.reason)")
      }
      text = nil
    }
    if let text {
      let root: YAMLNode
      do {
        root = try YAMLNode.parse([UInt8](text), file: path)
      } catch {
        throw ListeningError(.configuration, error.description)
      }
      try settings.apply(root, file: path)
    }
    for key in SettingKey.all {
      let variable = "UNDERTONE_" + key.name.uppercased()
      guard let value = environment[variable] else { continue }
      guard key.set(value, &settings) else {
        throw ListeningError(.configuration, "environment: \(variable) is \"\(YAMLNode.plain(value))\"; allowed: \(key.allowed)")
      }
    }
    return settings
  }

  /// As the configuration's key takes it.
  /// - Returns: what is allowed, when `text` is not.
  /// - Precondition: there is such a key.
  public mutating func set(_ name: String, to text: String) -> String? {
    guard let key = SettingKey.named(name) else { preconditionFailure("no key \(name)") }
    return key.set(text, &self) ? nil : key.allowed
  }

  mutating func apply(_ root: YAMLNode, file: String) throws(ListeningError) {
    if case .scalar("", _) = root { return }
    guard case .mapping(let pairs, _) = root else {
      throw ListeningError(.configuration, "\(file), line \(root.line): expected keys with values, like `every: 0.5`")
    }
    var seen: [String: Int] = [:]
    for (name, value, line) in pairs {
      if let before = seen[name] {
        throw ListeningError(.configuration, "\(file), line \(line): \(name) was set on line \(before) already")
      }
      seen[name] = line
      if name == "alerts" {
        timeline.rules = try AlertRule.read(value, file: file)
        continue
      }
      guard let key = SettingKey.named(name) else {
        let known = (SettingKey.all.map(\.name) + ["alerts"]).joined(separator: ", ")
        throw ListeningError(.configuration, "\(file), line \(line): unknown key \(YAMLNode.plain(name)); known: \(known)")
      }
      guard case .scalar(let text, _) = value, key.set(text, &self) else {
        throw ListeningError(.configuration, "\(file), line \(value.line): \(name) is \(value.shown); allowed: \(key.allowed)")
      }
    }
  }
}

extension AlertRule {
  private static let labels = NetworkConfiguration.emotionLabels
  private static let allowed =
    "a list of rules with name, emotion (\(labels.joined(separator: ", "))), above (0 to 1), for (0 to 600 s), and maybe clear_below (0 to above)"

  /// `alerts:` of the configuration file.
  static func read(_ node: YAMLNode, file: String) throws(ListeningError) -> [AlertRule] {
    guard case .sequence(let items, _) = node else {
      throw ListeningError(.configuration, "\(file), line \(node.line): alerts is \(node.shown); allowed: \(allowed)")
    }
    guard items.count <= Timeline.mostRules else {
      throw ListeningError(.configuration, "\(file), line \(node.line): \(items.count) alerts; at most \(Timeline.mostRules)")
    }
    var rules: [AlertRule] = []
    for item in items { rules.append(try rule(item, file: file)) }
    return rules
  }

  private static func rule(_ node: YAMLNode, file: String) throws(ListeningError) -> AlertRule {
    guard case .mapping(let pairs, let line) = node else {
      throw ListeningError(.configuration, "\(file), line \(node.line): an alert is \(node.shown); allowed: \(allowed)")
    }
    var texts: [String: (text: String, line: Int)] = [:]
    for (key, value, line) in pairs {
      guard ["name", "emotion", "above", "for", "clear_below"].contains(key), case .scalar(let text, let valueLine) = value else {
        let key = YAMLNode.plain(key)
        throw ListeningError(.configuration, "\(file), line \(line): alerts: \(key) is \(value.shown); allowed: \(allowed)")
      }
      if let before = texts.updateValue((text, valueLine), forKey: key) {
        throw ListeningError(.configuration, "\(file), line \(line): alerts: \(key) was set on line \(before.line) already")
      }
    }
    func value<Value>(_ key: String, _ allowed: String, _ read: (String) -> Value?) throws(ListeningError) -> Value {
      guard let (text, line) = texts[key] else {
        throw ListeningError(.configuration, "\(file), line \(line): alerts: a rule without \(key); allowed: \(Self.allowed)")
      }
      guard let value = read(text) else {
        throw ListeningError(.configuration, "\(file), line \(line): alerts: \(key) is \"\(YAMLNode.plain(text))\"; allowed: \(allowed)")
      }
      return value
    }
    let name = try value("name", "1 to 200 bytes") { (1...200).contains($0.utf8.count) ? $0 : nil }
    let emotion = try value("emotion", labels.joined(separator: ", ")) { labels.firstIndex(of: $0) }
    let above = try value("above", "a probability from 0 to 1") { Float($0).flatMap { (0...1).contains($0) ? $0 : nil } }
    let duration = try value("for", "a number from 0 to 600 s") { Double($0).flatMap { (0...600).contains($0) ? $0 : nil } }
    var clearBelow = max(0, above - 0.1)
    if texts["clear_below"] != nil {
      clearBelow = try value("clear_below", "0 to \(above)") { Float($0).flatMap { (0...above).contains($0) ? $0 : nil } }
    }
    return AlertRule(name: name, emotion: emotion, above: above, forSeconds: duration, clearBelow: clearBelow)
  }
}
