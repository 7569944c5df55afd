internal import CTraining
package import Corpus

extension BatchNetwork {
  /// Adds ∂loss/∂parameters to `gradient`, from `outputGradient`, which the loss has filled after `forward`.
  ///
  /// - Precondition: `forward` ran last with the same arguments. It destroys what `forward` left, except the states.
  package func backward(_ parameters: ParameterSet, _ chunk: Chunk, dropout: Dropout, into gradient: ParameterSet) {
    let features = layout.configuration.features
    let last = gates.count
    affineGradient(
      outputGradient.base, inputs[last].base, m: layout.headWidth, k: hidden,
      weight: gradient.pointer("emotion.weight"),
      bias: gradient.pointer("emotion.bias"))
    MatrixProduct.inputGradient(
      outputGradient.base, parameters.pointer("emotion.weight"), into: hiddenGradient.base, n: rows,
      m: layout.headWidth, k: hidden)
    for layer in gates.indices.reversed() {
      dropout.apply(hiddenGradient.base, into: hiddenGradient.base, count: rows * hidden, site: layer + 1)
      rewindLayer(layer, parameters, into: gradient)
    }
    dropout.apply(hiddenGradient.base, into: hiddenGradient.base, count: rows * hidden, site: 0)
    ct_norm_gelu_backward(
      hiddenGradient.base, normal.base, scale.base, parameters.pointer("input.1.weight"),
      parameters.pointer("input.1.bias"), gradient.pointer("input.1.weight"), gradient.pointer("input.1.bias"), rows,
      hidden)
    affineGradient(
      hiddenGradient.base, chunk.features.base, m: hidden, k: features, weight: gradient.pointer("input.0.weight"),
      bias: gradient.pointer("input.0.bias"))
  }

  /// One LSTM layer, last step first: `hiddenGradient` holds ∂/∂h in, ∂/∂(what the layer heard) out.
  private func rewindLayer(_ layer: Int, _ p: ParameterSet, into gradient: ParameterSet) {
    let (gates, cells, product) = (self.gates[layer], self.cells[layer], stateProducts[layer])
    let width = lanes * hidden
    cellGradient.fill(0)
    for step in (0..<steps).reversed() {
      let now = gates.base + step * 4 * width
      ct_lstm_backward(
        now, cells.base + step * width, squashed[layer].base + step * width, hiddenGradient.base + step * width,
        cellGradient.base, lanes, hidden)
      if step > 0 { product.backward(now, into: hiddenGradient.base + (step - 1) * width, rows: lanes, adding: true) }
    }
    inputProducts[layer].gradient(
      gates.base, inputs[layer].base, addingTo: gradient.pointer("lstm.weight_ih_l\(layer)"), rows: rows)
    product.gradient(gates.base, hiddens[layer].base, addingTo: gradient.pointer("lstm.weight_hh_l\(layer)"), rows: rows)
    // Both biases have the same gradient, and it is their only one.
    let bias = gradient.pointer("lstm.bias_ih_l\(layer)")
    ct_add_row_sums(gates.base, bias, rows, 4 * hidden)
    gradient.pointer("lstm.bias_hh_l\(layer)").update(from: bias, count: 4 * hidden)
    inputProducts[layer].backward(gates.base, into: hiddenGradient.base, rows: rows, adding: false)
  }

  /// weight `[m, k]` += dyᵀ · x; bias `[m]` += Σ rows of dy.
  private func affineGradient(
    _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>, m: Int, k: Int, weight: UnsafeMutablePointer<Float>,
    bias: UnsafeMutablePointer<Float>
  ) {
    MatrixProduct.weightGradient(dy, x, addingTo: weight, n: rows, m: m, k: k)
    ct_add_row_sums(dy, bias, rows, m)
  }
}
