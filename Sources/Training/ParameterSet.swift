package import Corpus
package import Network

/// One number for each parameter: the parameters themselves, their gradient, or a moment of the optimiser.
package final class ParameterSet: @unchecked Sendable {
  // SAFETY: written by one thread at a time: the trainer's workers only read the shared one, and each owns its gradient.
  package let layout: ParameterLayout
  package let values: FloatBuffer

  package init(_ layout: ParameterLayout) {
    self.layout = layout
    values = FloatBuffer(layout.count)
  }

  /// PyTorch's initialisation: uniform ±1/√(columns) for affine maps, ±1/√H for the LSTM, 1 and 0 for the layer norm;
  /// the decay's bias is 4, so that λ starts near 0.98.
  package func initialise(_ random: inout RandomSource) {
    for slot in layout.slots {
      let base = values.base + slot.offset
      if slot.name.hasPrefix("input.1") {
        for index in 0..<slot.count { base[index] = slot.name == "input.1.weight" ? 1 : 0 }
      } else if slot.name == "decay.bias" {
        base[0] = 4
      } else {
        let fan = slot.name.hasPrefix("input.0") ? layout.configuration.features : layout.configuration.hidden
        let bound = 1 / Float(fan).squareRoot()
        for index in 0..<slot.count { base[index] = random.uniform(-bound, bound) }
      }
    }
  }

  /// Sets all numbers outside some ascending ranges to zero.
  func keep(only ranges: [Range<Int>]) {
    var start = 0
    for range in ranges + [layout.count..<layout.count] {
      for index in start..<range.lowerBound { values.base[index] = 0 }
      start = range.upperBound
    }
  }

  /// The address of a tensor's first number.
  func pointer(_ name: String) -> UnsafeMutablePointer<Float> { values.base + layout.offset(name) }

  /// Copies, in the layout's order.
  package var tensors: [Tensor] {
    layout.slots.map { slot in
      let numbers = UnsafeBufferPointer(start: values.base + slot.offset, count: slot.count)
      return Tensor(name: slot.name, shape: slot.shape, values: Array(numbers))
    }
  }

  /// The tensors of the model file: all but the teacher's head.
  package var networkTensors: [Tensor] { tensors.filter { !$0.name.hasPrefix("teacher.") } }

  /// - Parameter isStart: the numbers are another model's, which has no teacher's head: that stays as it was initialised.
  /// - Throws: `TrainingError` naming the first tensor that is missing or misshapen.
  package func load(_ tensors: [Tensor], isStart: Bool = false) throws(TrainingError) {
    for slot in layout.slots where !(isStart && slot.name.hasPrefix("teacher.")) {
      guard let tensor = tensors.first(where: { $0.name == slot.name }) else {
        throw TrainingError("tensor \(slot.name) is missing")
      }
      guard tensor.shape == slot.shape else {
        throw TrainingError("tensor \(slot.name) has shape \(tensor.shape), expected \(slot.shape)")
      }
      for (index, value) in tensor.values.enumerated() { values.base[slot.offset + index] = value }
    }
  }
}
