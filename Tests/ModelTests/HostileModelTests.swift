import Foundation
import Network
import Spectrum
import TestSupport
import Testing

@testable import Model

/// Model files that are damaged, or that somebody made with care: each is refused with what is wrong, or runs.
@Suite struct HostileModelTests {
  private static func load(_ bytes: [UInt8]) throws -> Model { try bytes.withUnsafeBytes { try Model(bytes: $0) } }

  private static func headerCount(_ bytes: [UInt8]) -> Int {
    bytes.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
  }

  private func bytes() throws -> [UInt8] {
    let file = try ModelFile()
    return [UInt8](try Data(contentsOf: URL(filePath: file.path)))
  }

  /// A bit of the tensors is caught by the checksum; one of the header is caught, or changes a word that may be anything.
  @Test func aThousandFlippedBits() throws {
    let whole = try bytes()
    let payload = 8 + Self.headerCount(whole)
    var random = SplitMix64(seed: 3)
    var letIn = 0
    for turn in 0..<1000 {
      var damaged = whole
      let index = turn % 2 == 0 ? Int.random(in: 0..<payload, using: &random) : Int.random(in: payload..<whole.count, using: &random)
      damaged[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      do {
        let model = try Self.load(damaged)
        letIn += 1
        #expect(index < payload, "byte \(index) of the tensors")
        #expect(model.metadata.network == ModelFile.metadata.network)
      } catch {
        #expect(error is ModelError || error is NetworkError || error is SpectrumError)
      }
    }
    #expect(letIn < 300)
  }

  @Test func cutAnywhere() throws {
    let whole = try bytes()
    let payload = 8 + Self.headerCount(whole)
    let places = Array(0..<64) + Array(stride(from: 64, to: payload, by: 37)) + Array(stride(from: payload, to: whole.count, by: 1999))
    for count in places + [whole.count - 1] {
      #expect(throws: (any Error).self, "cut at \(count)") { try Self.load(Array(whole[..<count])) }
    }
    #expect(throws: (any Error).self) { try Self.load(whole + [0]) }
  }

  /// Every number of the description, by every number that JSON can write: refused, or it runs.
  @Test func everyNumberOfTheDescription() throws {
    let file = try ModelFile()
    let text = try #require(try TensorFile(path: file.path).metadata[Model.metadataKey])
    let numbers = [
      "0", "-1", "1", "2", "4097", "65537", "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e38", "1e308", "1e400",
      "0.5", "null", "[]",
    ]
    let keys = [
      "format", "temperature", "seed", "sampleRateHz", "windowLength", "hopLength", "fftLength", "bandCount", "lowHz", "highHz", "floor",
      "stackedFrames", "levelSeconds", "features", "hidden", "layers", "emotions", "genders", "clips", "speakers", "hours",
    ]
    for key in keys {
      let place = try Regex(#""\#(key)":-?[0-9][0-9.e+-]*"#)
      try #require(text.contains(place), "\(key) is no number of the description")
      for number in numbers {
        let changed = text.replacing(place, with: "\"\(key)\":\(number)")
        let bytes = [UInt8](TensorFile(metadata: [Model.metadataKey: changed], tensors: ModelFile.tensors).encoded())
        do {
          let model = try Self.load(bytes)
          var path = try FeaturePath(model.metadata.features, model.metadata.statistics)
          var state = State(model.metadata.network)
          var offset = 0
          let samples = [Float](repeating: 0.1, count: 2000)
          while path.nextStep(of: samples.span, from: &offset) {
            let features = Array(path.features())
            #expect(model.weights.step(features.span, state: &state).speech.isNaN == false)
          }
        } catch {
          #expect(!"\(error)".isEmpty && !"\(error)".contains("\n"))
        }
      }
    }
  }

  @Test func aDescriptionThatHoldsAKeyTwiceIsRefused() throws {
    let file = try ModelFile()
    var content = try TensorFile(path: file.path)
    content.metadata[Model.metadataKey] = content.metadata[Model.metadataKey]?.replacing("\"seed\":", with: "\"seed\":1,\"seed\":")
    try content.write(to: file.path)
    #expect(file.refusal() == "\(file.path): its description holds \"seed\" twice: the file is damaged")
  }

  @Test func valuesOfAnotherTypeAreNamed() throws {
    let file = try ModelFile()
    try file.describe { $0["network"] = ["features": "many"] }
    #expect(file.refusal().contains("its description cannot be read at network.features: "))
    try file.describe { $0["network"] = NSNull() }
    #expect(file.refusal().contains("its description cannot be read at network: "))
  }

  @Test(arguments: [Float.nan, .infinity]) func numbersThatAreNoneAreRefused(value: Float) throws {
    let file = try ModelFile()
    var tensors = ModelFile.tensors
    tensors[3].values[0] = value
    try Model.save(ModelFile.metadata, tensors: tensors, to: file.path)
    #expect(file.refusal() == "\(file.path): tensor \(tensors[3].name) holds a number that is not finite: the file is damaged")
  }

  @Test func otherTypesOfNumbersAreRefused() throws {
    let file = try ModelFile()
    var bytes = [UInt8](try Data(contentsOf: URL(filePath: file.path)))
    for index in bytes.indices.dropLast(3) where bytes[index..<index + 3].elementsEqual("F32".utf8) {
      bytes.replaceSubrange(index..<index + 3, with: "I32".utf8)
    }
    try Data(bytes).write(to: URL(filePath: file.path))
    #expect(file.refusal().contains("has dtype I32, expected F32, F16 or I8"))
  }

  /// Sizes that are allowed one by one, of a network that the file does not hold: nothing of that size is made.
  @Test func aNetworkOfGigabytesIsRefusedByItsTensors() throws {
    let file = try ModelFile()
    try file.describe {
      $0["network"] = ["features": 40, "hidden": 4096, "layers": 8, "emotions": 8, "genders": 2, "activation": "gelu_tanh"]
    }
    #expect(file.refusal().contains("tensor input.0.weight has shape [48, 40], expected [4096, 40]"))
    try file.describe {
      $0["network"] = ["features": 40, "hidden": 1 << 40, "layers": 8, "emotions": 8, "genders": 2, "activation": "gelu_tanh"]
    }
    #expect(file.refusal().contains("hidden size is 1099511627776"))
  }

  @Test func whatIsNoFileIsRefused() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let large = folder.path("large")
    #expect(FileManager.default.createFile(atPath: large, contents: nil) && truncate(large, 3 << 30) == 0)
    let cases = [
      (folder.url.path, "it is a folder, not a file"), (pipe, "it is no regular file"), ("/dev/zero", "it is no regular file"),
      (large, "it has 3221225472 bytes; at most 268435456 are read"),
    ]
    for (path, reason) in cases {
      let error = #expect(throws: ModelError.self) { _ = try Model(path: path) }
      #expect(try #require(error).description == "cannot read the model \(path): \(reason)")
    }
  }
}
