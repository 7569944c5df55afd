#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What `JSONDecoder` does not say of a JSON text: that an object holds a key twice. It takes one of the two values, so a file could mean
/// one thing here and another in Python.
///
/// Source: RFC 8259, section 4: names within an object SHOULD be unique; safetensors forbids repeated ones.
package enum JSONKeys {
  private static let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))

  /// The first key that stands twice in one object, at any depth; `nil` when none does.
  ///
  /// Keys are compared as `JSONDecoder` compares them: after their escapes, as Swift strings.
  /// - Parameter text: JSON that was decoded before; of any other text, an answer without meaning.
  /// - Complexity: O(`text.count`).
  package static func repeated(in text: UnsafeRawBufferPointer) -> String? {
    // The keys so far of each object that is open; an array's set stays empty.
    var open: [Set<String>] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): open.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = open.popLast()
      case quote:
        let end = closingQuote(text, after: index)
        if isKey(text, before: end + 1), !open.isEmpty {
          let key = string(UnsafeRawBufferPointer(rebasing: text[index..<min(end + 1, text.count)]))
          if !open[open.count - 1].insert(key).inserted { return key }
        }
        index = end
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func closingQuote(_ text: UnsafeRawBufferPointer, after start: Int) -> Int {
    var index = start + 1
    while index < text.count, text[index] != quote { index += text[index] == backslash ? 2 : 1 }
    return index
  }

  /// Whether a colon comes next.
  private static func isKey(_ text: UnsafeRawBufferPointer, before start: Int) -> Bool {
    var index = start
    while index < text.count, text[index] == 0x20 || (0x09...0x0D).contains(text[index]) { index += 1 }
    return index < text.count && text[index] == UInt8(ascii: ":")
  }

  /// The string that a literal, its quotes included, stands for.
  private static func string(_ literal: UnsafeRawBufferPointer) -> String {
    guard literal.contains(backslash) else { return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self) }
    return (try? JSONDecoder().decode(String.self, from: Data(literal))) ?? String(decoding: literal, as: UTF8.self)
  }
}
