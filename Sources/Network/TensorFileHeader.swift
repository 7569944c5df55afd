#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The header of a safetensors file, with every offset checked against the file's length before anything is read.
struct TensorFileHeader {
  enum DataType: String {
    case float32 = "F32"
    case float16 = "F16"
    case int8 = "I8"

    /// Bytes of one number.
    var width: Int {
      switch self {
      case .float32: 4
      case .float16: 2
      case .int8: 1
      }
    }
  }

  struct Entry {
    var name: String
    var shape: [Int]
    var type: DataType
    /// Byte range in the whole file.
    var range: Range<Int>
  }

  var metadata: [String: String] = [:]
  /// In the order of their bytes.
  var entries: [Entry] = []

  /// The one key that names no tensor.
  fileprivate static let metadataKey = "__metadata__"

  /// The longest header that is read; the format's own limit is 100 MB, ours are a few kilobytes.
  static let longestHeader = 16 << 20

  /// The first byte after the header.
  static func payloadStart(of bytes: UnsafeRawBufferPointer) throws(NetworkError) -> Int {
    guard bytes.count >= 8 else {
      throw NetworkError("not a safetensors file: \(bytes.count) bytes, expected at least 8")
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length >= 2, length <= longestHeader, Int(length) <= bytes.count - 8 else {
      throw NetworkError("not a safetensors file: header of \(length) bytes in a file of \(bytes.count)")
    }
    return 8 + Int(length)
  }

  init(bytes: UnsafeRawBufferPointer) throws(NetworkError) {
    let start = try Self.payloadStart(of: bytes)
    let text = UnsafeRawBufferPointer(rebasing: bytes[8..<start])
    // JSONDecoder would also take UTF-16 and UTF-32, which other readers of the format do not.
    guard text[0] == UInt8(ascii: "{"), !text.contains(0), String(validating: text, as: UTF8.self) != nil else {
      throw NetworkError("not a safetensors file: its header is not the JSON that the format asks for (UTF-8, from the brace on)")
    }
    let json: [String: HeaderValue]
    do {
      json = try JSONDecoder().decode([String: HeaderValue].self, from: Data(text))
    } catch {
      throw NetworkError("not a safetensors file: its header is not the JSON that the format asks for")
    }
    if let key = JSONKeys.repeated(in: text) {
      throw NetworkError("its header holds \"\(key)\" twice, and two readers may take two different ones: the file is damaged")
    }
    for (name, value) in json {
      switch value {
      case .metadata(let strings): metadata = strings
      case .tensor(let info): entries.append(try Self.entry(name, info, start: start, end: bytes.count))
      }
    }
    entries.sort { ($0.range.lowerBound, $0.name) < ($1.range.lowerBound, $1.name) }
    var at = start
    for entry in entries {
      guard entry.range.lowerBound == at else {
        throw NetworkError("tensor \(entry.name) begins at byte \(entry.range.lowerBound), expected \(at): the file is damaged")
      }
      at = entry.range.upperBound
    }
    guard at == bytes.count else {
      throw NetworkError("the tensors end at byte \(at), the file at \(bytes.count): it is damaged or cut short")
    }
  }

  private static func entry(_ name: String, _ info: HeaderValue.Info, start: Int, end: Int) throws(NetworkError) -> Entry {
    guard let type = DataType(rawValue: info.dtype) else {
      throw NetworkError("tensor \(name) has dtype \(info.dtype), expected F32, F16 or I8")
    }
    var count = 1
    for extent in info.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflow, product <= Int.max / 4 else {
        throw NetworkError("tensor \(name) has the impossible shape \(info.shape)")
      }
      count = product
    }
    guard info.dataOffsets.count == 2, info.dataOffsets[0] >= 0, info.dataOffsets[0] <= info.dataOffsets[1],
      info.dataOffsets[1] <= end - start, info.dataOffsets[1] - info.dataOffsets[0] == type.width * count
    else {
      throw NetworkError(
        "tensor \(name) of shape \(info.shape) has offsets \(info.dataOffsets) in \(end - start) bytes: the file is damaged or cut short")
    }
    return Entry(
      name: name, shape: info.shape, type: type,
      range: start + info.dataOffsets[0]..<start + info.dataOffsets[1])
  }
}

/// One value of the header's JSON: the strings of `__metadata__`, or a tensor's description.
private enum HeaderValue: Decodable {
  struct Info: Decodable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  case metadata([String: String])
  case tensor(Info)

  init(from decoder: any Decoder) throws {
    if decoder.codingPath.last?.stringValue == TensorFileHeader.metadataKey {
      self = .metadata(try [String: String](from: decoder))
    } else {
      self = .tensor(try Info(from: decoder))
    }
  }
}
