import ArgumentParser
import Foundation
import Model
import Network

/// Writes a model's matrices as int8: a quarter of the file, and the same numbers that `--precision int8` computes with.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes a model file with int8 weights, a quarter of the size.",
    discussion: """
      The file holds the matrices of the affine layer and of the LSTM as dtype I8, and beside each NAME.scale [rows], F32. \
      With --precision int8 it says exactly what the whole file says.
      """)

  @Argument(help: "The model file.") var model: String
  @Argument(help: "The file to write.") var output: String

  func run() throws {
    let metadata = try Model(path: model).metadata
    let tensors = try TensorFile(path: model).tensors.map { tensor in
      var tensor = tensor
      tensor.isInt8 = metadata.network.int8TensorNames.contains(tensor.name)
      return tensor
    }
    try Model.save(metadata, tensors: tensors, to: output)
    let sizes = try [model, output].map { try FileManager.default.attributesOfItem(atPath: $0)[.size] as? Int ?? 0 }
    print("\(output): \(sizes[1]) bytes; \(model): \(sizes[0])")
  }
}
