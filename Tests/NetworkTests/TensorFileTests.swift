import Foundation
import TestSupport
import Testing

@testable import Network

@Suite struct TensorFileTests {
  private static let small = TensorFile(
    metadata: ["format": "pt", "note": "quotes \" and \\ and \u{1} and ü"],
    tensors: [
      Tensor(name: "a.weight", shape: [2, 3], values: [1, -2, 3.5, 0, .leastNonzeroMagnitude, 6]),
      Tensor(name: "empty", shape: [0, 4], values: []), Tensor(name: "scalar", shape: [], values: [7]),
    ])

  private static func parse(_ data: Data) throws(NetworkError) -> TensorFile {
    // A copy, so that a read past the end leaves the block.
    let bytes = [UInt8](data)
    do {
      return try bytes.withUnsafeBytes { try TensorFile(bytes: $0) }
    } catch let error as NetworkError {
      throw error
    } catch {
      throw NetworkError("another error: \(error)")
    }
  }

  private static func file(header: String, payload: Int) -> Data {
    var data = Data()
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    return data + Data(header.utf8) + Data(count: payload)
  }

  @Test func comesBackAsItWas() throws {
    let read = try Self.parse(Self.small.encoded())
    #expect(read.metadata == Self.small.metadata)
    #expect(read.tensors.sorted { $0.name < $1.name } == Self.small.tensors.sorted { $0.name < $1.name })
    #expect(read.encoded().count == Self.small.encoded().count)
  }

  @Test func halfPrecisionIsWidened() throws {
    var data = Self.file(header: #"{"a":{"dtype":"F16","shape":[3],"data_offsets":[0,6]}}"#, payload: 0)
    for half: UInt16 in [0x3C00, 0xC100, 0x7BFF] { withUnsafeBytes(of: half.littleEndian) { data.append(contentsOf: $0) } }
    #expect(try Self.parse(data).tensors == [Tensor(name: "a", shape: [3], values: [1, -2.5, 65504])])
  }

  @Test func comesBackFromADisk() throws {
    let folder = try TemporaryFolder()
    try Self.small.write(to: folder.path("a.safetensors"))
    #expect(try TensorFile(path: folder.path("a.safetensors")).metadata == Self.small.metadata)
    #expect(try folder.contents() == ["a.safetensors"])
  }

  @Test func tensorsLieAlignedInTheFile() {
    let data = [UInt8](Self.small.encoded())
    let header = data.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    #expect(header % 8 == 0)
    #expect(data.count == 8 + header + 4 * 7)
  }

  /// PyTorch's own file: shapes as written, metadata none.
  @Test func readsWhatPyTorchWrote() throws {
    let file = try TensorFile(path: Fixture.path("network.safetensors"))
    #expect(file.tensors.count == 22)
    #expect(file.tensors.first { $0.name == "lstm.weight_ih_l1" }?.shape == [192, 48])
    #expect(file.metadata["undertone"] == nil)
  }

  static let damaged: [(header: String, payload: Int, message: String)] = [
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "damaged or cut short"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "the tensors end at byte"),
    (#"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, 4, "tensor a has dtype BF16, expected F32, F16 or I8"),
    (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#, 8, "tensor a of shape [2] has offsets [0, 8]"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "impossible shape [-2]"),
    (#"{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#, 8, "impossible shape [-2, -1]"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8, "impossible shape"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}"#, 8, "impossible shape"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "tensor a of shape [3] has offsets [0, 8]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "has offsets [8, 0]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "has offsets [-8, 0]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "has offsets [0]"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775807]}}"#, 8, "has offsets"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
      "tensor b begins at byte"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, 12,
      "tensor b begins at byte"
    ),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, 8, "its header is not the JSON"),
    (#"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, 8, "its header is not the JSON"),
    (#"{"a":[1,2]}"#, 0, "its header is not the JSON"),
    (#"[1,2,3]"#, 0, "its header is not the JSON"),
    (#"{"a":"#, 0, "its header is not the JSON"),
    (#"{"__metadata__":{"undertone":7}}"#, 0, "its header is not the JSON"),
  ]

  @Test(arguments: damaged) func damageIsNamed(header: String, payload: Int, message: String) throws {
    let error = #expect(throws: NetworkError.self) { _ = try Self.parse(Self.file(header: header, payload: payload)) }
    #expect(try #require(error).description.contains(message))
  }

  @Test func lengthsThatCannotBeAreRefused() {
    for count in 0..<8 { #expect(throws: NetworkError.self) { _ = try Self.parse(Data(count: count)) } }
    for length in [0, 1, 3, 1 << 24, 1 << 40, UInt64.max, UInt64.max - 7, 1 << 63] as [UInt64] {
      var data = Data()
      withUnsafeBytes(of: length.littleEndian) { data.append(contentsOf: $0) }
      #expect(throws: NetworkError.self) { _ = try Self.parse(data + Data("{}".utf8)) }
    }
  }

  @Test func deepNestingIsRefused() {
    let header = #"{"a":"# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
    #expect(throws: NetworkError.self) { _ = try Self.parse(Self.file(header: header, payload: 0)) }
  }

  /// Cut anywhere, a file is refused.
  @Test func everyTruncationIsRefused() {
    let data = Self.small.encoded()
    for count in 0..<data.count {
      #expect(throws: NetworkError.self, "cut at \(count)") { _ = try Self.parse(data.prefix(count)) }
    }
  }

  /// Seeded corruption: whatever the bytes, the answer is a file or an error, never a crash or a read outside the block.
  @Test func twoThousandCorruptionsNeverCrash() throws {
    var random = SplitMix64(seed: 20_261_122)
    let data = [UInt8](Self.small.encoded())
    var refused = 0
    for _ in 0..<2000 {
      var bytes = data
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 2: bytes.removeSubrange(index..<min(bytes.count, index + Int.random(in: 1...9, using: &random)))
        default: bytes.insert(contentsOf: Array("0123456789[]{},-".utf8).shuffled(using: &random).prefix(3), at: index)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      do {
        let file = try Self.parse(Data(bytes))
        for tensor in file.tensors { #expect(tensor.values.count == tensor.shape.reduce(1, *)) }
      } catch {
        #expect(!error.description.hasPrefix("another error"))
        refused += 1
      }
    }
    #expect(refused > 1500)
  }

  @Test func filesThatCannotBeReadOrWrittenAreNamed() throws {
    let folder = try TemporaryFolder()
    let missing = folder.path("missing.safetensors")
    let reading = #expect(throws: NetworkError.self) { _ = try TensorFile(path: missing) }
    #expect(try #require(reading).description == "cannot read \(missing): no such file")
    let nowhere = folder.path("no/such/folder/a.safetensors")
    let writing = #expect(throws: NetworkError.self) { try Self.small.write(to: nowhere) }
    let text = try #require(writing).description
    #expect(text.contains("cannot write \(nowhere)") && text.contains("check that the folder exists and is writable"))
    let damaged = try folder.write("not a model", to: "a.txt")
    let parsing = #expect(throws: NetworkError.self) { _ = try TensorFile(path: damaged) }
    #expect(try #require(parsing).description.hasPrefix("\(damaged): not a safetensors file"))
  }

  /// Rows of int8 with a scale each: read, they are multiples of it; written again, the file is the same.
  @Test func int8IsReadAsItsMultiples() throws {
    var random = SplitMix64(seed: 5)
    var tensor = Tensor(name: "w", shape: [3, 8], values: random.noise(24))
    tensor.isInt8 = true
    let file = TensorFile(metadata: [:], tensors: [Tensor(name: "b", shape: [2], values: [1, 2]), tensor])
    let bytes = file.encoded()
    let read = try bytes.withUnsafeBytes { try TensorFile(bytes: $0) }
    #expect(read.tensors.map(\.name) == ["b", "w"] && read.tensors[1].isInt8)
    for (row, values) in [(0, 0..<8), (1, 8..<16), (2, 16..<24)] {
      let largest = tensor.values[values].reduce(0) { max($0, abs($1)) }
      for index in values { #expect(abs(read.tensors[1].values[index] - tensor.values[index]) <= largest / 254 * 1.0001, "row \(row)") }
    }
    #expect(read.encoded() == bytes)
  }

  @Test func int8WithoutItsScaleIsRefused() throws {
    for scale in [
      "", #","w.scale":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}"#, #","w.scale":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}"#,
    ] {
      let header = #"{"w":{"dtype":"I8","shape":[2,2],"data_offsets":[0,4]}"# + scale + "}"
      let length = scale.isEmpty ? 4 : scale.contains("F32") ? 16 : 8
      let bytes =
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
        + [UInt8](repeating: 0, count: length)
      let error = #expect(throws: NetworkError.self) { _ = try bytes.withUnsafeBytes { try TensorFile(bytes: $0) } }
      #expect(try #require(error).description.contains("w.scale is not an F32 scale for each of its rows"))
    }
  }
}
