import Foundation
import Testing
import YAML

@testable import undertone_lab

/// Recipes that are damaged: another recipe, or an error that names the file; never a crash.
@Suite struct HostileRecipeTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "undertone-\(UUID().uuidString).yaml").path
  private static let example = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Config/recipes/undertone.yaml")

  private func refusal(_ text: String) throws -> String {
    defer { unlink(path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let error = #expect(throws: (any Error).self) { _ = try Recipe.read(path) }
    return String(describing: try #require(error))
  }

  @Test func aKeySetTwiceIsRefused() throws {
    #expect(try refusal("name: a\nname: b\n") == "\(path), line 2: name is set twice")
    #expect(try refusal("training: {epochs: 1,\n epochs: 2}") == "\(path), line 2: training.epochs is set twice")
  }

  @Test func whatIsNoFileIsNamed() {
    for (path, reason) in [("/dev/zero", "more than the 262144 bytes"), ("/", "it is a folder"), ("/nowhere.yaml", "no such file")] {
      let error = #expect(throws: RecipeError.self) { _ = try Recipe.read(path) }
      #expect(error?.description.hasPrefix("cannot read the recipe \(path): ") == true)
      #expect(error?.description.contains(reason) == true)
    }
  }

  @Test func aThousandCorruptionsNeverCrash() throws {
    defer { unlink(path) }
    let example = [UInt8](try Data(contentsOf: Self.example))
    var state: UInt64 = 1
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let numbers = ["-1", "1e999", "nan", "[]", "{}", "null", "9223372036854775808"]
    var refused = 0
    for _ in 0..<1000 {
      var bytes = example
      for _ in 0...random(5) {
        // Behind the comment, where the values are.
        let index = 700 + random(bytes.count - 700)
        switch random(4) {
        case 0: bytes[index] = UInt8(random(256))
        case 1: bytes.removeSubrange(index..<min(bytes.count, index + 1 + random(20)))
        case 2: bytes.insert(contentsOf: Array(numbers[random(numbers.count)].utf8), at: index)
        default: bytes.insert(Array(":-[]{}&*|># \n'\"".utf8)[random(15)], at: index)
        }
      }
      try Data(bytes).write(to: URL(filePath: path))
      do {
        _ = try Recipe.read(path)
      } catch {
        refused += 1
        #expect(error is RecipeError || error is YAMLError)
        #expect(String(describing: error).hasPrefix(path))
      }
    }
    #expect(refused > 300)
  }
}
