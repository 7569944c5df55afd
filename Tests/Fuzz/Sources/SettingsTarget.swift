import YAML

@testable import Listening
@testable import Timeline

/// The configuration file's text: libyaml, our tree of it, and the settings that come out.
enum SettingsTarget {
  static func run(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    do {
      var settings = Settings()
      try settings.apply(try YAMLNode.parse(Array(bytes), file: "u.yaml"), file: "u.yaml")
      check((0.1...60).contains(settings.timeline.everySeconds), "every")
      check((0.1...3600).contains(settings.healthSeconds), "health")
      check((0...60).contains(settings.timeline.holdSeconds), "hold")
      check((0...1).contains(settings.timeline.uncertainBelow), "uncertain_below")
      check(settings.timeline.rules.count <= Timeline.mostRules, "rules")
      for rule in settings.timeline.rules {
        check((0...1).contains(rule.above) && (0...rule.above).contains(rule.clearBelow), "a rule's thresholds")
        check((0...600).contains(rule.forSeconds) && (0..<8).contains(rule.emotion), "a rule's numbers")
      }
      _ = settings.validMilliseconds
      _ = Timeline(settings.timeline)
    } catch {
      let text = "\(error)"
      check(text.hasPrefix("u.yaml, line "), "no place: \(text)")
      check(!text.contains("\n"), "more than a line: \(text)")
      check(text.utf8.count < 4096, "a long line: \(text.utf8.count)")
    }
    return 0
  }
}
