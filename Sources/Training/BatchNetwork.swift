package import Corpus
internal import Network

/// The network over T steps of B lanes at once, forward and back (truncated backpropagation through time).
///
///     features → affine → norm, GELU → dropout → LSTM → dropout → LSTM → dropout → heads → pooled estimate
///
/// A lane's state is carried from chunk to chunk; gradients stop at the chunk's beginning.
/// - Shapes: N = T·B rows (row = step·B + lane), F features, H hidden, P outputs of all heads; row-major.
/// - Source: Werbos, "Backpropagation through time", Proc. IEEE 78(10), 1990; Williams and Peng, 1990 (truncation).
package final class BatchNetwork {
  package let layout: ParameterLayout
  package let lanes: Int
  package let steps: Int
  let hidden: Int
  let rows: Int

  let projected: FloatBuffer  // [N, H] before the norm; scratch afterwards
  let normal: FloatBuffer  // [N, H] normed, before gain and bias
  let scale: FloatBuffer  // [N] 1/σ
  let inputs: [FloatBuffer]  // a layer: [N, H] what it hears, after dropout; last: what the heads hear
  let gates: [FloatBuffer]  // a layer: [N, 4H] i f g o; on the way back, gradients of the pre-activations
  let cells: [FloatBuffer]  // a layer: [T+1, B, H]; block 0 is the state carried in
  let squashed: [FloatBuffer]  // a layer: [N, H] tanh c
  let hiddens: [FloatBuffer]  // a layer: [T+1, B, H]
  let inputProducts: [LayerProduct]  // a layer: weight_ih
  let stateProducts: [LayerProduct]  // a layer: weight_hh
  let hiddenGradient: FloatBuffer  // [N, H]
  let cellGradient: FloatBuffer  // [B, H]
  /// All heads' outputs, `[N, P]`: emotion, gender, speech, weight, decay, teacher.
  package let outputs: FloatBuffer
  package let outputGradient: FloatBuffer  // [N, P]
  package let pooling: PooledRecurrence

  package init(_ layout: ParameterLayout, lanes: Int, steps: Int) {
    let hidden = layout.configuration.hidden
    let rows = lanes * steps
    let layers = 0..<layout.configuration.layers
    self.layout = layout
    self.lanes = lanes
    self.steps = steps
    self.hidden = hidden
    self.rows = rows
    projected = FloatBuffer(rows * hidden)
    normal = FloatBuffer(rows * hidden)
    scale = FloatBuffer(rows)
    inputs = (0...layout.configuration.layers).map { _ in FloatBuffer(rows * hidden) }
    gates = layers.map { _ in FloatBuffer(4 * rows * hidden) }
    cells = layers.map { _ in FloatBuffer((steps + 1) * lanes * hidden) }
    squashed = layers.map { _ in FloatBuffer(rows * hidden) }
    hiddens = layers.map { _ in FloatBuffer((steps + 1) * lanes * hidden) }
    inputProducts = layers.map { _ in LayerProduct(hidden: hidden) }
    stateProducts = layers.map { _ in LayerProduct(hidden: hidden) }
    hiddenGradient = FloatBuffer(rows * hidden)
    cellGradient = FloatBuffer(lanes * hidden)
    outputs = FloatBuffer(rows * layout.headWidth)
    outputGradient = FloatBuffer(rows * layout.headWidth)
    pooling = PooledRecurrence(layout, lanes: lanes, steps: steps)
  }

  /// Forgets what every lane has heard.
  package func reset() {
    for lane in 0..<lanes { reset(lane: lane) }
  }

  /// Forgets what one lane has heard: its stream begins anew with the next chunk.
  package func reset(lane: Int) {
    for block in cells + hiddens {
      (block.base + lane * hidden).update(repeating: 0, count: hidden)
    }
    pooling.reset(lane: lane)
  }

  /// Makes the state after this chunk the one that the next begins with.
  package func carry() {
    let width = lanes * hidden
    for block in cells + hiddens {
      block.base.update(from: block.base + steps * width, count: width)
    }
    pooling.carry()
  }
}
