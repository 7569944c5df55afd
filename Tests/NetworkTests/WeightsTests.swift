import TestSupport
import Testing

@testable import Network

@Suite struct WeightsTests {
  private let configuration = NetworkConfiguration(features: 40, hidden: 48, layers: 2)

  private func tensors() throws -> [Tensor] {
    try TensorFile(path: Fixture.path("network.safetensors")).tensors
  }

  private func message(_ configuration: NetworkConfiguration, _ tensors: [Tensor]) throws -> String {
    let error = #expect(throws: NetworkError.self) { _ = try Weights(configuration, tensors: tensors) }
    return try #require(error).description
  }

  @Test func everyTensorIsNeeded() throws {
    let all = try tensors()
    #expect(Set(all.map(\.name)) == Set(configuration.tensorShapes.map(\.name)))
    for name in configuration.tensorShapes.map(\.name) {
      #expect(try message(configuration, all.filter { $0.name != name }).contains("tensor \(name) is missing"))
    }
  }

  @Test func everyShapeIsChecked() throws {
    let all = try tensors()
    for index in all.indices {
      var wrong = all
      wrong[index].shape.append(1)
      let text = try message(configuration, wrong)
      #expect(text.contains("tensor \(all[index].name) has shape \(wrong[index].shape), expected \(all[index].shape)"))
    }
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity]) func everyNumberMustBeFinite(value: Float) throws {
    let all = try tensors()
    for index in all.indices {
      var wrong = all
      wrong[index].values[wrong[index].values.count - 1] = value
      #expect(try message(configuration, wrong).contains("tensor \(all[index].name) holds a number that is not finite"))
    }
  }

  @Test func aNameThatIsThereTwiceIsRefused() throws {
    let all = try tensors()
    #expect(try message(configuration, all + [all[4]]) == "tensor \(all[4].name) is there twice")
  }

  @Test func furtherTensorsAndAnyOrderAreFine() throws {
    let all = try tensors() + [Tensor(name: "extra", shape: [2], values: [1, 2])]
    _ = try Weights(configuration, tensors: all.reversed())
  }

  @Test func impossibleShapesAreRefused() throws {
    #expect(try message(NetworkConfiguration(features: 40, hidden: 40), []).contains("hidden size is 40; it must be a multiple of 16"))
    #expect(try message(NetworkConfiguration(features: 40, hidden: 0), []).contains("hidden size is 0"))
    #expect(try message(NetworkConfiguration(features: 0), []).contains("0 features"))
    #expect(try message(NetworkConfiguration(features: 1, hidden: 16, layers: 9), []).contains("9 layers"))
    var other = NetworkConfiguration()
    other.emotions = 7
    #expect(try message(other, []).contains("7 emotions and 2 genders; this program knows 8 and 2"))
  }

  @Test func parametersAreCounted() {
    let lstm = 2 * (4 * 48 * 96 + 2 * 4 * 48)
    #expect(configuration.parameterCount == 40 * 48 + 48 + 2 * 48 + lstm + 13 * 48 + 13)
  }
}
