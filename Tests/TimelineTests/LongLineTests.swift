import Foundation
import Testing

@testable import Timeline

/// Whatever the names, a line is JSON below 4096 bytes: a pipe then takes it whole.
@Suite struct LongLineTests {
  static let names = [
    "plain": String(repeating: "x", count: 5000), "quotes": String(repeating: "\"", count: 5000),
    "control": String(repeating: "\u{1}", count: 5000), "umlauts": String(repeating: "ü", count: 5000),
    "flags": String(repeating: "🏴", count: 5000),
  ]

  @Test(arguments: names.keys.sorted()) func everyLineStaysShort(kind: String) throws {
    let name = try #require(Self.names[kind])
    var description = EventLineTests.description
    description.version = name
    description.modelName = name
    description.modelSHA256 = name
    description.modelLicence = name
    description.inputs[0].kind = name
    description.inputs[0].name = name
    description.inputs[0].sampleFormat = name
    description.inputs[0].channel = name
    description.purpose = name
    description.ruleNames = [name]
    description.inputs[0].source = name
    let contents: [Event.Content] = [
      .start, .estimate(EventLineTests.estimate()), .alert(Alert(rule: 0, raised: true, sinceTick: .max)),
      .stop(Stop(cause: .endOfInput, steps: .max, lostSamples: .max)),
    ]
    for content in contents {
      let line = EventLineTests.line(content, description)
      #expect(line.utf8.count < 4096)
      #expect(line.hasSuffix("}\n"))
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let source = try #require(object?["source"] as? String)
      // What is left is the name's beginning, and says that it was cut.
      #expect(source.hasSuffix("…") && source.count > 20 && name.hasPrefix(source.dropLast()))
    }
  }

  @Test func namesOfUsualLengthStayWhole() throws {
    var description = EventLineTests.description
    description.inputs[0].name = "/srv/" + String(repeating: "r", count: 500) + ".wav"
    let line = EventLineTests.line(.start, description)
    #expect(line.contains(description.inputs[0].name))
  }
}
