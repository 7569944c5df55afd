#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A safetensors file: named float tensors with a dictionary of strings beside them.
///
///     8 bytes: length of the header, little-endian │ header: JSON │ tensors, one after another
///
/// Only what Undertone writes and Python writes for it is read: dtype F32, or F16, which becomes F32; or I8 [rows, columns], beside which
/// stands an F32 tensor of the name with ".scale", [rows]: what one unit is worth. Little-endian.
/// Source: the format's description, github.com/huggingface/safetensors.
public struct TensorFile: Equatable, Sendable {
  public var metadata: [String: String]
  public var tensors: [Tensor]

  public init(metadata: [String: String], tensors: [Tensor]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// - Throws: `NetworkError` when the file cannot be read or is damaged.
  public init(path: String) throws(NetworkError) {
    let data: Data
    do {
      data = try WholeFile.read(path, most: .max)
    } catch {
      throw NetworkError("cannot read \(path): \(error.reason)")
    }
    do {
      self = try data.withUnsafeBytes { try TensorFile(bytes: $0) }
    } catch {
      throw NetworkError("\(path): \(error)")
    }
  }

  /// - Throws: `NetworkError` naming the first thing that is not as the format says.
  public init(bytes: UnsafeRawBufferPointer) throws(NetworkError) {
    let header = try TensorFileHeader(bytes: bytes)
    metadata = header.metadata
    tensors = []
    let scaled = Set(header.entries.filter { $0.type == .int8 }.map { $0.name + Self.scaleSuffix })
    for entry in header.entries where !scaled.contains(entry.name) {
      let source = UnsafeRawBufferPointer(rebasing: bytes[entry.range])
      var tensor: Tensor
      switch entry.type {
      case .float32: tensor = Tensor(name: entry.name, shape: entry.shape, values: Self.copied(source))
      case .float16: tensor = Tensor(name: entry.name, shape: entry.shape, values: Self.widened(source))
      case .int8:
        let scale = header.entries.first { $0.name == entry.name + Self.scaleSuffix }
        guard let scale, scale.type == .float32, entry.shape.count == 2, scale.shape == [entry.shape[0]] else {
          throw NetworkError(
            "tensor \(entry.name) is int8, and \(entry.name)\(Self.scaleSuffix) is not an F32 scale for each of its rows beside it")
        }
        let scales = Self.copied(UnsafeRawBufferPointer(rebasing: bytes[scale.range]))
        let columns = entry.shape[1]
        let values = source.enumerated().map { Float(Int8(bitPattern: $1)) * scales[$0 / columns] }
        tensor = Tensor(name: entry.name, shape: entry.shape, values: values)
        tensor.isInt8 = true
      }
      tensors.append(tensor)
    }
  }

  private static let scaleSuffix = ".scale"

  /// What stands in the file for the tensors, in order.
  private var stored: [(name: String, type: String, shape: [Int], bytes: Data)] {
    tensors.flatMap { tensor -> [(String, String, [Int], Data)] in
      let floats = { (values: [Float]) in values.withUnsafeBytes { Data($0) } }
      guard tensor.isInt8, tensor.shape.count == 2 else { return [(tensor.name, "F32", tensor.shape, floats(tensor.values))] }
      let (rows, columns) = (tensor.shape[0], tensor.shape[1])
      let scales = (0..<rows).map { PackedMatrix.scale(of: tensor.values[$0 * columns..<($0 + 1) * columns]) }
      let integers = tensor.values.enumerated().map { UInt8(bitPattern: PackedMatrix.integer($1, scales[$0 / columns])) }
      return [(tensor.name, "I8", tensor.shape, Data(integers)), (tensor.name + Self.scaleSuffix, "F32", [rows], floats(scales))]
    }
  }

  private static func copied(_ source: UnsafeRawBufferPointer) -> [Float] {
    [Float](unsafeUninitializedCapacity: source.count / 4) { buffer, count in
      UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      count = source.count / 4
    }
  }

  private static func widened(_ source: UnsafeRawBufferPointer) -> [Float] {
    (0..<source.count / 2).map { index in
      Float(Float16(bitPattern: UInt16(littleEndian: source.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self))))
    }
  }

  /// Where the tensors of a file's bytes begin: after the header, to the end.
  /// - Throws: `NetworkError` when these are too short for the header that they announce.
  public static func payload(of bytes: UnsafeRawBufferPointer) throws(NetworkError) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: bytes[(try TensorFileHeader.payloadStart(of: bytes))...])
  }

  /// The bytes after the header: all tensors, in order.
  public var payload: Data { stored.reduce(into: Data()) { $0.append($1.bytes) } }

  /// The whole file's bytes.
  public func encoded() -> Data {
    var entries: [String] = []
    var payload = Data()
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    for (name, type, shape, bytes) in stored {
      let range = [payload.count, payload.count + bytes.count]
      entries.append("\(Self.quoted(name)):{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(range[0]),\(range[1])]}")
      payload.append(bytes)
    }
    var header = Data("{\(entries.joined(separator: ","))}".utf8)
    // Padded with spaces to a multiple of eight bytes, so that the tensors lie aligned in a mapped file.
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    var data = Data()
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    data.append(payload)
    return data
  }

  /// Writes the file whole or not at all: beside its place first, then renamed.
  /// - Throws: `NetworkError` when the folder is missing or not writable; nothing is left half-written.
  public func write(to path: String) throws(NetworkError) {
    do {
      try encoded().write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw NetworkError("cannot write \(path): \(Self.reason(error)); check that the folder exists and is writable")
    }
  }

  /// A JSON string literal.
  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case _ where scalar.value < 0x20: out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  private static func reason(_ error: any Error) -> String {
    guard let cocoa = error as? CocoaError else { return String(describing: error) }
    switch cocoa.code {
    case .fileNoSuchFile: return "no such file or folder"
    case .fileWriteNoPermission: return "permission denied"
    case .fileWriteOutOfSpace: return "no space left on the device"
    default: return String(describing: cocoa)
    }
  }
}
