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
      bias: [gradient.pointer("emotion.bias")])
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
      bias: [gradient.pointer("input.0.bias")])
  }

  /// One LSTM layer, last step first: `hiddenGradient` holds ∂/∂h in, ∂/∂(what the layer heard) out.
  private func rewindLayer(_ layer: Int, _ p: ParameterSet, into gradient: ParameterSet) {
    let (gates, cells) = (self.gates[layer], self.cells[layer])
    let recurrent = p.pointer("lstm.weight_hh_l\(layer)")
    let width = lanes * hidden
    cellGradient.fill(0)
    for step in (0..<steps).reversed() {
      let now = gates.base + step * 4 * width
      ct_lstm_backward(
        now, cells.base + step * width, squashed[layer].base + step * width, hiddenGradient.base + step * width,
        cellGradient.base, lanes, hidden)
      if step > 0 {
        MatrixProduct.inputGradient(
          now, recurrent, into: hiddenGradient.base + (step - 1) * width, n: lanes, m: 4 * hidden, k: hidden,
          adding: true)
      }
    }
    affineGradient(
      gates.base, inputs[layer].base, m: 4 * hidden, k: hidden, weight: gradient.pointer("lstm.weight_ih_l\(layer)"),
      bias: [gradient.pointer("lstm.bias_ih_l\(layer)"), gradient.pointer("lstm.bias_hh_l\(layer)")])
    affineGradient(
      gates.base, hiddens[layer].base, m: 4 * hidden, k: hidden,
      weight: gradient.pointer("lstm.weight_hh_l\(layer)"), bias: [])
    MatrixProduct.inputGradient(
      gates.base, p.pointer("lstm.weight_ih_l\(layer)"), into: hiddenGradient.base, n: rows, m: 4 * hidden, k: hidden)
  }

  /// weight `[m, k]` += dyᵀ · x; each bias `[m]` += Σ rows of dy.
  private func affineGradient(
    _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>, m: Int, k: Int, weight: UnsafeMutablePointer<Float>,
    bias: [UnsafeMutablePointer<Float>]
  ) {
    MatrixProduct.weightGradient(dy, x, addingTo: weight, n: rows, m: m, k: k)
    for sums in bias { ct_add_row_sums(dy, sums, rows, m) }
  }
}
