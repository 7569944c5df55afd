import Testing

@testable import Network

@Suite struct JSONKeysTests {
  private static func repeated(_ text: String) -> String? { Array(text.utf8).withUnsafeBytes { JSONKeys.repeated(in: $0) } }

  @Test(arguments: [
    "{}", "[]", "7", #""a""#, #"{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}"#, #"{"a":"a","b":["a","a"]}"#, #"{"a":"\"a\":","b":"{\"a\":1"}"#,
    #"{"a\\":1,"a\\\\":2}"#, #"{"":1," ":2}"#,
  ]) func keysOfDifferentObjectsMayBeAlike(text: String) {
    #expect(Self.repeated(text) == nil)
  }

  @Test(arguments: [
    (#"{"a":1,"a":1}"#, "a"), (#"{"a" : 1 , "b":2,"a"  :3}"#, "a"), (#"{"x":{"b":[{"c":1,"c":2}]}}"#, "c"), (#"[[{"d":[],"d":{}}]]"#, "d"),
    (#"{"a":1,"\u0061":2}"#, "a"), (#"{"\"":1,"\u0022":2}"#, "\""), (#"{"":1,"":2}"#, ""), ("{\"e\u{301}\":1,\"\u{e9}\":2}", "\u{e9}"),
  ]) func aKeyThatStandsTwiceIsFound(text: String, key: String) {
    #expect(Self.repeated(text) == key)
  }

  /// Of what is no JSON it says anything, but it comes back.
  @Test(arguments: ["", "{", "\"", "\"\\", "}]}", "{\"a\":1,\"a", "{\"a\\\":", "::::", "\"a\":\"a\":", "{\"\\u12\":1}", "\u{0}"])
  func whatIsNoJSONDoesNoHarm(text: String) {
    _ = Self.repeated(text)
  }
}
