import Network

@testable import Model

/// A model file's bytes as they come: the header, the tensors, and the barrier of the checksum.
enum TensorsTarget {
  static func run(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let raw = UnsafeRawBufferPointer(bytes)
    do {
      let file = try TensorFile(bytes: raw)
      var names = Set<String>()
      for tensor in file.tensors {
        check(tensor.values.count == tensor.shape.reduce(1, *), "a tensor's shape")
        check(names.insert(tensor.name).inserted, "a name stands twice")
      }
      // What was understood can be written, and is understood again; NaN is not itself, so the sizes are compared.
      let again = try file.encoded().withUnsafeBytes { try TensorFile(bytes: $0) }
      check(again.metadata == file.metadata, "metadata changed")
      check(again.tensors.count == file.tensors.count, "tensors changed")
    } catch {
      check(error is NetworkError, "another error: \(error)")
    }
    _ = try? Model(bytes: raw)
    return 0
  }
}

/// A law of the target that does not hold is a finding, as a crash is.
func check(_ holds: Bool, _ what: @autoclosure () -> String) {
  if !holds { fatalError(what()) }
}
