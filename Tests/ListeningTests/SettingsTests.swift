import Foundation
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

@Suite struct SettingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ text: String, environment: [String: String] = [:]) throws -> Settings {
    try Settings.read(file: folder.write(text, to: "u.yaml"), environment: environment)
  }

  /// Why the text is refused, the file's path taken off.
  private func refusal(_ text: String, environment: [String: String] = [:]) throws -> String {
    let path = try folder.write(text, to: "u.yaml")
    let error = #expect(throws: ListeningError.self) { _ = try Settings.read(file: path, environment: environment) }
    let known = try #require(error)
    #expect(known.exitCode == 78)
    return known.description.replacing("\(path), ", with: "")
  }

  @Test func everyKeyIsRead() throws {
    let settings = try read(
      """
      device: hw:1,0
      channel: 3
      model: /etc/m.safetensors
      purpose: customer-call
      agent_channel: 2
      gender: on
      every: 0.25
      health: 60
      speech_threshold: 0.6
      silence_after: 2
      warm_up: 0.8
      uncertain_below: 0.32
      enter_confidence: 0.5
      leave_confidence: 0.2
      hold: 1.5
      alerts:
        - {name: anger, emotion: angry, above: 0.7, for: 2}
        - name: fear
          emotion: fear
          above: 0.5
          for: 0
          clear_below: 0.25
      """)
    var expected = Settings()
    expected.device = "hw:1,0"
    expected.channel = "3"
    expected.model = "/etc/m.safetensors"
    expected.purpose = .customerCall
    expected.agentChannel = .channel(2)
    expected.gender = .on
    expected.healthSeconds = 60
    expected.timeline.everySeconds = 0.25
    expected.timeline.speechThreshold = 0.6
    expected.timeline.silenceAfterSeconds = 2
    expected.timeline.warmUpSeconds = 0.8
    expected.timeline.uncertainBelow = 0.32
    expected.timeline.enterConfidence = 0.5
    expected.timeline.leaveConfidence = 0.2
    expected.timeline.holdSeconds = 1.5
    expected.timeline.rules = [
      AlertRule(name: "anger", emotion: 4, above: 0.7, forSeconds: 2, clearBelow: 0.7 - 0.1),
      AlertRule(name: "fear", emotion: 5, above: 0.5, forSeconds: 0, clearBelow: 0.25),
    ]
    #expect(settings == expected)
    #expect(settings.validMilliseconds == 500 && settings.showsGender)
  }

  @Test func aPurposeIsDeclaredOrAskedFor() throws {
    let silent = try read("")
    #expect(silent.purpose == .research && !silent.isPurposeDeclared && silent.showsGender)
    try silent.checkPurpose(mustBeDeclared: false)
    let missing = #expect(throws: ListeningError.self) { try silent.checkPurpose(mustBeDeclared: true) }
    #expect(missing?.exitCode == 78 && missing?.description.contains("private-driver, professional-driver-safety") == true)
    for purpose in Settings.Purpose.allCases where purpose != .customerCall {
      try read("purpose: \(purpose.rawValue)").checkPurpose(mustBeDeclared: true)
    }
    try read("", environment: ["UNDERTONE_PURPOSE": "research"]).checkPurpose(mustBeDeclared: true)
  }

  @Test func aCallsAgentIsDeclared() throws {
    let silent = try read("purpose: customer-call")
    let missing = #expect(throws: ListeningError.self) { try silent.checkPurpose(mustBeDeclared: false) }
    #expect(missing?.exitCode == 78 && missing?.description.contains("agent_channel") == true)
    #expect(!silent.showsGender)
    for (text, spared) in [("none", nil), ("1", 1), ("64", 64)] {
      let settings = try read("purpose: customer-call\nagent_channel: \(text)")
      try settings.checkPurpose(mustBeDeclared: true)
      #expect(settings.sparedChannel == spared)
    }
  }

  @Test func nothingSaysDefaults() throws {
    for text in ["", "# only a comment\n", "---\n", "{}"] { #expect(try read(text) == Settings()) }
    #expect(Settings().validMilliseconds == 1000)
  }

  /// The example in Config says the defaults, and one rule.
  @Test func theExampleSaysTheDefaults() throws {
    let path = Fixture.path("../../Config/undertone.yaml")
    var settings = try Settings.read(file: path, environment: [:])
    #expect(settings.timeline.rules.map(\.name) == ["sustained-anger"])
    settings.timeline.rules = []
    #expect(settings == Settings())
  }

  static let wrong: [(line: String, message: String)] = [
    ("channel: 65", #"channel is "65"; allowed: mix, or a channel's number from 1 to 64"#),
    ("channel: left", #"channel is "left"; allowed: mix"#), ("device: ''", #"device is ""; allowed: an ALSA capture device"#),
    ("model: ''", #"model is ""; allowed: a model file"#),
    ("purpose: spying", #"purpose is "spying"; allowed: private-driver, professional-driver-safety, customer-call, research"#),
    ("agent_channel: left", #"agent_channel is "left"; allowed: none, or a channel's number from 1 to 64"#),
    ("agent_channel: 0", #"agent_channel is "0""#), ("agent_channel: 65", #"agent_channel is "65""#),
    ("gender: maybe", #"gender is "maybe"; allowed: auto, on, off"#),
    ("every: 0.05", #"every is "0.05"; allowed: a number from 0.1 to 60.0 s"#), ("every: 61", #"every is "61""#),
    ("every: nan", #"every is "nan""#), ("every: fast", #"every is "fast""#), ("every: ", #"every is """#),
    ("every: [1, 2]", "every is a list; allowed"), ("every: {a: 1}", "every is a group of keys; allowed"),
    ("health: 0", #"health is "0"; allowed: a number from 0.1 to 3600.0 s"#),
    ("speech_threshold: 1.1", #"speech_threshold is "1.1"; allowed: a probability from 0 to 1"#),
    ("silence_after: 0", #"silence_after is "0"; allowed: a number from 0.1 to 60.0 s"#),
    ("warm_up: 3", #"warm_up is "3"; allowed: a number from 0.04 to 2 s"#),
    ("uncertain_below: -0.1", #"uncertain_below is "-0.1"; allowed: a probability from 0 to 1"#),
    ("enter_confidence: 2", #"enter_confidence is "2""#), ("leave_confidence: x", #"leave_confidence is "x""#),
    ("hold: -1", #"hold is "-1"; allowed: a number from 0.0 to 60.0 s"#),
    ("evry: 1", "unknown key evry; known: device, channel, model, precision, purpose, agent_channel, gender, every,"),
    ("alerts: none", #"alerts is "none"; allowed: a list of rules with name, emotion"#),
    ("alerts: [angry]", #"an alert is "angry"; allowed: a list of rules"#),
    ("alerts: [{name: a, emotion: rage, above: 0.5, for: 1}]", #"alerts: emotion is "rage"; allowed: neutral, calm, happy"#),
    ("alerts: [{name: a, emotion: angry, above: 1.5, for: 1}]", #"alerts: above is "1.5"; allowed: a probability from 0 to 1"#),
    ("alerts: [{name: a, emotion: angry, above: 0.5, for: 601}]", #"alerts: for is "601"; allowed: a number from 0 to 600 s"#),
    ("alerts: [{name: a, emotion: angry, above: nan, for: 1}]", #"alerts: above is "nan""#),
    ("alerts: [{name: a, emotion: angry, above: 0.5, for: inf}]", #"alerts: for is "inf""#),
    ("alerts: [{name: '', emotion: angry, above: 0.5, for: 1}]", #"alerts: name is ""; allowed: 1 to 200 bytes"#),
    ("alerts: [{name: a, name: b, emotion: angry, above: 0.5, for: 1}]", "alerts: name was set on line 3 already"),
    ("alerts: [{emotion: angry, above: 0.5, for: 1}]", "alerts: a rule without name; allowed: a list of rules"),
    ("alerts: [{name: a, emotion: angry, above: 0.5, for: 1, clear_below: 0.6}]", #"clear_below is "0.6"; allowed: 0 to 0.5"#),
    ("alerts: [{name: a, emotion: angry, above: 0.5, for: 1, colour: red}]", #"alerts: colour is "red"; allowed"#),
  ]

  @Test(arguments: wrong) func whatIsNotAllowedIsNamed(line: String, message: String) throws {
    let refusal = try refusal("# a comment\n\n\(line)\n")
    #expect(refusal.hasPrefix("line 3: "))
    #expect(refusal.contains(message))
  }

  @Test func aKeySetTwiceIsRefused() throws {
    #expect(try refusal("every: 1\nhealth: 5\nevery: 2\n") == "line 3: every was set on line 1 already")
  }

  @Test func tooManyRulesAreRefused() throws {
    let rules = String(repeating: "  - {name: a, emotion: sad, above: 0.5, for: 1}\n", count: 33)
    #expect(try refusal("alerts:\n" + rules).contains("33 alerts; at most 32"))
  }

  @Test(arguments: ["every: [1", "every: 1\n\tdevice: x", "a: b: c", "'open", "- a\n- b", "just words", "? [a]\n: 1", "a: &x [*x]"])
  func whatIsNoConfigurationIsRefusedWithItsLine(text: String) throws {
    #expect(try refusal(text).hasPrefix("line "))
  }

  @Test func bytesThatAreNoTextAreRefused() throws {
    let path = folder.path("u.yaml")
    try Data([0xff, 0xfe, 0x00, 0xd8, 0x80, 0x81]).write(to: URL(filePath: path))
    #expect(throws: ListeningError.self) { _ = try Settings.read(file: path, environment: [:]) }
  }

  @Test func theEnvironmentStandsOverTheFile() throws {
    let environment = ["UNDERTONE_EVERY": "2", "UNDERTONE_PURPOSE": "private-driver", "EVERY": "7", "UNDERTONE_OTHER": "x"]
    let settings = try read("every: 1\nhealth: 20\n", environment: environment)
    #expect(settings.timeline.everySeconds == 2 && settings.healthSeconds == 20 && settings.purpose == .privateDriver)
    #expect(!settings.showsGender)
    #expect(
      try refusal("every: 1", environment: ["UNDERTONE_WARM_UP": "9"])
        == #"environment: UNDERTONE_WARM_UP is "9"; allowed: a number from 0.04 to 2 s"#)
  }

  @Test func aNamedFileMustBeThere() throws {
    let path = folder.path("missing.yaml")
    let error = #expect(throws: ListeningError.self) { _ = try Settings.read(file: path, environment: [:]) }
    #expect(try #require(error).description == "cannot read the configuration \(path): no such file")
    #expect(try #require(error).exitCode == 78)
  }
}
