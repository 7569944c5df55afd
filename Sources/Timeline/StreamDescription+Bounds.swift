extension StreamDescription {
  /// With every text short enough for all of them to fit one line below 4096 bytes, the events' own fields beside them.
  ///
  /// A path may be as long as a whole line, and a control character takes six bytes there.
  func bounded() -> StreamDescription {
    var result = self
    result.version = Self.shortened(version, to: 64)
    result.modelName = Self.shortened(modelName, to: 128)
    result.modelSHA256 = Self.shortened(modelSHA256, to: 64)
    result.modelLicence = Self.shortened(modelLicence, to: 768)
    result.inputs = inputs.map { input in
      var input = input
      input.kind = Self.shortened(input.kind, to: 64)
      input.name = Self.shortened(input.name, to: 1024)
      input.sampleFormat = Self.shortened(input.sampleFormat, to: 64)
      input.channel = Self.shortened(input.channel, to: 64)
      input.source = input.source.map { Self.shortened($0, to: 512) }
      return input
    }
    result.purpose = Self.shortened(purpose, to: 64)
    result.ruleNames = ruleNames.map { Self.shortened($0, to: 1024) }
    return result
  }

  /// The longest beginning that takes at most `limit` bytes of JSON, the ellipsis among them.
  private static func shortened(_ text: String, to limit: Int) -> String {
    guard encodedLength(text) > limit else { return text }
    var length = 3  // the ellipsis
    let kept = text.prefix { character in
      length += encodedLength(String(character))
      return length <= limit
    }
    return kept + "…"
  }

  private static func encodedLength(_ text: String) -> Int {
    text.utf8.reduce(0) { $0 + ($1 < 0x20 ? 6 : $1 == UInt8(ascii: "\"") || $1 == UInt8(ascii: "\\") ? 2 : 1) }
  }
}
