import Foundation
import TestSupport
import Testing

@testable import Listening
@testable import Timeline

/// Configuration files that are odd, huge or made with care.
@Suite struct HostileSettingsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func read(_ bytes: some Sequence<UInt8>) throws -> Settings {
    let path = folder.path("u.yaml")
    try Data(bytes).write(to: URL(filePath: path))
    return try Settings.read(file: path, environment: [:])
  }

  private func refusal(_ bytes: some Sequence<UInt8>) throws -> String {
    let path = folder.path("u.yaml")
    try Data(bytes).write(to: URL(filePath: path))
    return try refusal(path: path).replacing("\(path), ", with: "")
  }

  private func refusal(path: String) throws -> String {
    let error = #expect(throws: ListeningError.self) { _ = try Settings.read(file: path, environment: [:]) }
    let known = try #require(error)
    #expect(known.exitCode == 78)
    #expect(!known.description.contains("\n") && known.description.utf8.count < 2000)
    return known.description
  }

  private func refusal(_ text: String) throws -> String { try refusal(Array(text.utf8)) }

  @Test(arguments: [
    "nan", "-nan", "inf", "-inf", ".inf", ".nan", "1e400", "-1e400", "0x1p10", "1_0", "1,5", "1.5s", "''", "~", "true", "１",
  ])
  func whatIsNoNumberInRangeIsNamed(text: String) throws {
    for key in ["every", "hold", "speech_threshold", "warm_up"] {
      let refusal = try refusal("\(key): \(text)\n")
      #expect(refusal.hasPrefix("line 1: \(key) is \"\(text == "''" ? "" : text)\"; allowed: "))
    }
  }

  /// Numbers that YAML or C writes in other ways, and that are in range.
  @Test func numbersInOtherDress() throws {
    #expect(try read("every: 1e0\nhold: 0x10\nhealth: +5\nwarm_up: '.5'".utf8).timeline.everySeconds == 1)
    #expect(try read("hold: 0x10".utf8).timeline.holdSeconds == 16)
    #expect(try read("hold: -0".utf8).timeline.holdSeconds == 0)
  }

  @Test func aliasesAreFollowed() throws {
    #expect(try read("every: &x 2\nhealth: *x\n".utf8).healthSeconds == 2)
  }

  /// A billion laughs: nine lines that stand for 10⁹ values.
  @Test func aliasesThatStandForBillionsAreRefused() throws {
    var text = "a: &a [" + Array(repeating: "ha", count: 10).joined(separator: ",") + "]\n"
    for (name, before) in zip("bcdefghi", "abcdefgh") {
      text += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 10).joined(separator: ",") + "]\n"
    }
    let began = ContinuousClock.now
    #expect(try refusal(text).contains("more than 20000 values, those behind aliases counted each time"))
    #expect(ContinuousClock.now - began < .seconds(5))
  }

  @Test func tenThousandsOfValuesOrAnchorsAreRefusedSoon() throws {
    let began = ContinuousClock.now
    #expect(try refusal("[" + String(repeating: "1,", count: 50_000) + "]").contains("more than 20000 values"))
    #expect(try refusal("[" + (0..<25_000).map { "&\($0) 1," }.joined() + "]").contains("more than 20000 values"))
    #expect(ContinuousClock.now - began < .seconds(5))
  }

  @Test func anAliasOfItselfIsRefused() throws {
    #expect(try refusal("alerts: &a [*a]\n").hasSuffix("nested deeper than 16 levels"))
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "]) func deepNestingIsRefused(opening: String) throws {
    let began = ContinuousClock.now
    #expect(try refusal(String(repeating: opening, count: 60_000)) == "line 1: nested deeper than 16 levels")
    #expect(ContinuousClock.now - began < .seconds(5))
  }

  @Test(arguments: ["every: 1\n---\nhold: 2\n", "---\nevery: 1\n...\n---\nhold: 2\n"])
  func aSecondDocumentIsRefused(text: String) throws {
    #expect(try refusal(text).hasSuffix("a second document begins here; only one is read"))
  }

  @Test func endsOfDocumentsAreFine() throws {
    #expect(try refusal("every: 1\n...\nhold: 2\n").hasPrefix("line 3: "))
    #expect(try read("---\nevery: 1\n...\n".utf8).timeline.everySeconds == 1)
  }

  @Test func marksAndLineEndsOfOtherSystemsAreFine() throws {
    let text = "every: 1\r\nhold: 2\r\n"
    for bytes in [[0xEF, 0xBB, 0xBF] + Array(text.utf8), Array(try #require(text.data(using: .utf16)))] {
      let settings = try read(bytes)
      #expect(settings.timeline.everySeconds == 1 && settings.timeline.holdSeconds == 2)
    }
    #expect(try refusal("every: 1\r\nhold: 90\r\n").hasPrefix("line 2: hold is \"90\""))
  }

  @Test func tabsAreRefusedWithTheirLine() throws {
    #expect(try refusal("every: 1\n\thold: 2\n").hasPrefix("line 2: "))
  }

  /// Keys and values are shown in one line, whatever is in them.
  @Test func oddTextsAreShownInOneLine() throws {
    #expect(try refusal("every: |\n  a\n  b\n") == #"line 1: every is "a\u{a}b\u{a}"; allowed: a number from 0.1 to 60.0 s"#)
    #expect(try refusal("\"a\\nb\\e[31m\": 1\n").hasPrefix(#"line 1: unknown key a\u{a}b\u{1b}[31m; known: "#))
    #expect(try refusal("every: \"\\0\\L\"\n").hasPrefix(#"line 1: every is "\u{0}\u{2028}""#))
    #expect(
      try refusal("every: " + String(repeating: "9", count: 10_000)).hasPrefix(
        "line 1: every is \"" + String(repeating: "9", count: 60) + "…\""))
    #expect(try refusal("alerts: [{\"a\\nb\": 1}]\n").contains(#"alerts: a\u{a}b is "1""#))
    #expect(throws: ListeningError.self) { _ = try Settings.read(file: "/dev/null", environment: ["UNDERTONE_EVERY": "1\n2"]) }
  }

  @Test func whatIsNoFileIsNamed() throws {
    let large = folder.path("large.yaml")
    #expect(FileManager.default.createFile(atPath: large, contents: nil) && truncate(large, 1 << 30) == 0)
    let prefix = "cannot read the configuration "
    #expect(try refusal(path: large) == "\(prefix)\(large): it has 1073741824 bytes; at most 262144 are read")
    #expect(try refusal(path: folder.url.path) == "\(prefix)\(folder.url.path): it is a folder, not a file")
    #expect(try refusal(path: "/dev/zero") == "\(prefix)/dev/zero: it has more than the 262144 bytes that are read at most")
    #expect(try Settings.read(file: "/dev/null", environment: [:]) == Settings())
  }

  /// Seeded corruption of the example: settings in range, or a line that says where.
  @Test func twoThousandCorruptionsNeverCrash() throws {
    let example = [UInt8](try Data(contentsOf: URL(filePath: Fixture.path("../../Config/undertone.yaml"))))
    var random = SplitMix64(seed: 11)
    for _ in 0..<2000 {
      var bytes = example
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...40, using: &random)))
        default: bytes.insert(contentsOf: Array(": - [] {} & * | > # \n \t '\"".utf8).shuffled(using: &random).prefix(3), at: index)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let path = folder.path("u.yaml")
      try Data(bytes).write(to: URL(filePath: path))
      do {
        let settings = try Settings.read(file: path, environment: [:])
        #expect((0.1...60).contains(settings.timeline.everySeconds) && (0...60).contains(settings.timeline.holdSeconds))
      } catch {
        #expect(error.description.hasPrefix("\(path), line ") && !error.description.contains("\n"))
      }
    }
  }
}
