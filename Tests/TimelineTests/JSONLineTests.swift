import Foundation
import Testing

@testable import Timeline

@Suite struct JSONLineTests {
  private static func text(_ body: (inout JSONLine) -> Void) -> String {
    var line = JSONLine()
    line.begin()
    body(&line)
    line.end()
    return String(decoding: line.bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (0.0, 3, "0.000"), (-0.0, 3, "0.000"), (1, 0, "1"), (0.0004, 3, "0.000"), (0.0006, 3, "0.001"), (-0.0004, 3, "0.000"),
    (-1.5, 1, "-1.5"), (-0.05, 2, "-0.05"), (0.95, 1, "1.0"), (123_456.789, 2, "123456.79"), (1e15, 1, "1000000000000000.0"),
    (1e300, 2, "null"), (.nan, 2, "null"), (.infinity, 2, "null"), (-.infinity, 0, "null"),
  ])
  func numbers(value: Double, decimals: Int, expected: String) {
    #expect(Self.text { $0.field("x", value, decimals: decimals) } == #"{"x":"# + expected + "}\n")
  }

  @Test func wholeNumbers() {
    #expect(Self.text { $0.field("x", UInt64.max) } == #"{"x":18446744073709551615}"# + "\n")
    #expect(Self.text { $0.field("x", Int64.min) } == #"{"x":-9223372036854775808}"# + "\n")
    #expect(Self.text { $0.field("x", true) } == #"{"x":true}"# + "\n")
    #expect(Self.text { $0.field("x", nil) } == #"{"x":null}"# + "\n")
  }

  @Test func stringsAreEscaped() throws {
    let nasty = "a\"b\\c/\u{0}\u{1}\u{8}\t\n\r\u{1f}\u{7f}ü€😀\u{2028}"
    let line = Self.text { $0.field("x\"", nasty) }
    #expect(line.hasPrefix(#"{"x\"":"a\"b\\c/\u0000\u0001\u0008\u0009\u000a\u000d\u001f"#))
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
    #expect(object?["x\""] == nasty)
    // One line, whatever the string holds.
    #expect(line.utf8.filter { $0 < 0x20 } == [10])
  }

  @Test func commasStandBetweenThings() {
    let line = Self.text { line in
      line.object("empty") { _ in }
      line.array("none", [Int]()) { $0.raw(String($1)) }
      line.array("two", [1, 2]) { $0.raw(String($1)) }
      line.array("objects", [1, 2]) { line, value in line.element { $0.field("v", value) } }
      line.object("inner") { line in
        line.field("a", 1)
        line.field("b", "{")
        line.field("c", "[")
      }
      line.field("last", 3)
    }
    #expect(
      line == #"{"empty":{},"none":[],"two":[1,2],"objects":[{"v":1},{"v":2}],"inner":{"a":1,"b":"{","c":"["},"last":3}"# + "\n")
  }

  @Test func aLineForgetsTheOneBefore() {
    var line = JSONLine()
    for value in 1...2 {
      line.begin()
      line.field("v", value)
      line.end()
    }
    #expect(String(decoding: line.bytes, as: UTF8.self) == "{\"v\":2}\n")
  }

  @Test func gendersMayBeHidden() {
    #expect(Self.text { $0.gender(nil, labels: ["female", "male"]) } == #"{"gender":null}"# + "\n")
    #expect(
      Self.text { $0.gender([0.25, 0.75], labels: ["female", "male"]) } == #"{"gender":{"female":0.25000,"male":0.75000}}"# + "\n")
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999_999_999, "2000-02-28T23:59:59.999Z"),
      (1_795_363_200_001_999_999, "2026-11-22T16:00:00.001Z"), (4_102_444_800_000_000_000, "2100-01-01T00:00:00.000Z"),
    ] as [(Int64, String)])
  func wallClock(nanoseconds: Int64, expected: String) {
    #expect(EventLine.wallClock(nanoseconds) == expected)
  }
}
