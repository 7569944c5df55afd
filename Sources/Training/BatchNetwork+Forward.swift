internal import CTraining
package import Corpus

extension BatchNetwork {
  /// Hears a chunk: fills `outputs` and the pooled estimates, from the carried state.
  package func forward(_ parameters: ParameterSet, _ chunk: Chunk, dropout: Dropout) {
    let features = layout.configuration.features
    let p = parameters
    repeatRow(p.pointer("input.0.bias"), width: hidden, into: projected)
    MatrixProduct.forward(
      chunk.features.base, p.pointer("input.0.weight"), into: projected.base, n: rows, m: hidden, k: features,
      adding: true)
    ct_norm_gelu_forward(
      projected.base, p.pointer("input.1.weight"), p.pointer("input.1.bias"), normal.base, scale.base, inputs[0].base,
      rows, hidden)
    dropout.apply(inputs[0].base, into: inputs[0].base, count: rows * hidden, site: 0)
    for layer in gates.indices {
      runLayer(layer, p)
      let heard = hiddens[layer].base + lanes * hidden  // what the layer says, without the state carried in
      dropout.apply(heard, into: inputs[layer + 1].base, count: rows * hidden, site: layer + 1)
    }
    repeatRow(p.pointer("emotion.bias"), width: layout.headWidth, into: outputs)
    MatrixProduct.forward(
      inputs[gates.count].base, p.pointer("emotion.weight"), into: outputs.base, n: rows, m: layout.headWidth,
      k: hidden, adding: true)
    pooling.forward(outputs)
  }

  /// One LSTM layer: the input's part of the gates for all steps at once, then step by step the state's part.
  private func runLayer(_ layer: Int, _ p: ParameterSet) {
    let (gates, cells, hiddens) = (self.gates[layer], self.cells[layer], self.hiddens[layer])
    let product = stateProducts[layer]
    inputProducts[layer].pack(p.pointer("lstm.weight_ih_l\(layer)"))
    product.pack(p.pointer("lstm.weight_hh_l\(layer)"))
    let (own, other) = (p.pointer("lstm.bias_ih_l\(layer)"), p.pointer("lstm.bias_hh_l\(layer)"))
    let bias = (0..<4 * hidden).map { own[$0] + other[$0] }
    inputProducts[layer].forward(inputs[layer].base, bias: bias, into: gates.base, rows: rows)
    let width = lanes * hidden
    for step in 0..<steps {
      let now = gates.base + step * 4 * width
      product.forward(hiddens.base + step * width, bias: nil, into: now, rows: lanes)
      ct_lstm_forward(
        now, cells.base + step * width, cells.base + (step + 1) * width, squashed[layer].base + step * width,
        hiddens.base + (step + 1) * width, lanes, hidden)
    }
  }

  /// Every row of `out` becomes `first`.
  private func repeatRow(_ first: UnsafePointer<Float>, width: Int, into out: FloatBuffer) {
    for row in 0..<rows { (out.base + row * width).update(from: first, count: width) }
  }
}
