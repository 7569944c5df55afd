import Foundation
import TestSupport
import Testing

@testable import Network

/// Model files that somebody made with care.
@Suite struct HostileTensorFileTests {
  private static func refusal(_ header: [UInt8], payload: Int = 0) throws -> String {
    var bytes = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    bytes += header + [UInt8](repeating: 0, count: payload)
    let error = #expect(throws: NetworkError.self) { _ = try bytes.withUnsafeBytes { try TensorFile(bytes: $0) } }
    return try #require(error).description
  }

  private static func refusal(_ header: String, payload: Int = 0) throws -> String { try refusal(Array(header.utf8), payload: payload) }

  @Test func aNameThatStandsTwiceIsRefused() throws {
    let one = #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#
    let other = #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}"#
    #expect(try Self.refusal("{\(one),\(other)}", payload: 8).hasPrefix(#"its header holds "a" twice"#))
    #expect(try Self.refusal("{\(one),\(one)}", payload: 4).hasPrefix(#"its header holds "a" twice"#))
    #expect(
      try Self.refusal("{\(one),\(other.replacing("\"a\"", with: #""\u0061""#))}", payload: 8).hasPrefix(#"its header holds "a" twice"#))
    #expect(try Self.refusal(#"{"__metadata__":{"undertone":"1","undertone":"2"}}"#).hasPrefix(#"its header holds "undertone" twice"#))
    #expect(try Self.refusal(#"{"__metadata__":{},"__metadata__":{}}"#).hasPrefix(#"its header holds "__metadata__" twice"#))
    #expect(
      try Self.refusal(#"{"a":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,4]}}"#, payload: 4)
        .hasPrefix(#"its header holds "shape" twice"#))
  }

  /// Only `__metadata__` holds strings, and it is no tensor.
  @Test func metadataHasOneName() throws {
    #expect(try Self.refusal(#"{"other":{"undertone":"1"}}"#).contains("its header is not the JSON"))
    #expect(try Self.refusal(#"{"__metadata__":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#).contains("its header is not the JSON"))
  }

  @Test func headersInOtherAlphabetsAreRefused() throws {
    let text = #"{"__metadata__":{"a":"b"}}"#
    for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf16BigEndian, .utf32, .utf32LittleEndian] {
      #expect(try Self.refusal(Array(try #require(text.data(using: encoding)))).contains("UTF-8"))
    }
    #expect(try Self.refusal([0xEF, 0xBB, 0xBF] + Array(text.utf8)).contains("UTF-8"))
    #expect(try Self.refusal(Array(" \(text)".utf8)).contains("UTF-8"))
    #expect(try Self.refusal(Array(#"{"__metadata__":{"a":""#.utf8) + [0xFF, 0xC0] + Array(#""}}"#.utf8)).contains("UTF-8"))
    #expect(try Self.refusal(Array(#"{"__metadata__":{"a":""#.utf8) + [0] + Array(#""}}"#.utf8)).contains("UTF-8"))
  }

  /// Empty tensors share a place with their neighbours; gaps and overlaps may not hide behind them.
  @Test func tensorsWithoutNumbersAreFine() throws {
    let header =
      #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
      + #""c":{"dtype":"F16","shape":[3,0],"data_offsets":[4,4]}}"#
    var bytes = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) }
    bytes += Array(header.utf8) + [0, 0, 0x80, 0x3F]
    let file = try bytes.withUnsafeBytes { try TensorFile(bytes: $0) }
    #expect(file.tensors.map(\.values) == [[], [1], []])
    let hidden =
      #"{"a":{"dtype":"F32","shape":[0],"data_offsets":[2,2]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    #expect(try Self.refusal(hidden, payload: 4).contains("begins at byte"))
  }

  /// What the numbers promise is not allocated before it is seen to be there.
  @Test(arguments: ["[1099511627776]", "[1048576,1048576]", "[2147483647]", "[0,9223372036854775807]"])
  func shapesOfTerabytesAllocateNothing(shape: String) throws {
    #expect(try Self.refusal(#"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,8]}}"#, payload: 8).contains("tensor a"))
  }

  /// Longer than any that we write, damaged at its end: refused, and soon.
  @Test func aHeaderOfAMegabyteIsReadSoon() throws {
    let entries = (0..<10_000).map { #""t\#($0)":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"# }
    let began = ContinuousClock.now
    #expect(try Self.refusal("{" + (entries + [entries[0]]).joined(separator: ",") + "}").contains("\"t0\" twice"))
    #expect(ContinuousClock.now - began < .seconds(10))
  }
}
