package import Network

extension BenchMaterial {
  /// The recording's features and what the network says of them, for others to be held against.
  ///
  /// Shapes: `features` [steps, F], `emotion` [steps, 8] and `gender` [steps, 2] rolling logits, `speech` [steps] probability.
  /// - Throws: what the feature path does.
  package func reference() throws -> TensorFile {
    let features = try steps()
    let width = model.metadata.features.featureCount
    let count = features.count / width
    var state = State(model.metadata.network)
    var (emotion, gender, speech): ([Float], [Float], [Float]) = ([], [], [])
    features.withUnsafeBufferPointer { all in
      for step in 0..<count {
        let own = UnsafeBufferPointer(rebasing: all[step * width..<(step + 1) * width])
        let output = model.weights.packed.step(own, state: &state)
        emotion += (0..<8).map { output.emotion[$0] }
        gender += (0..<2).map { output.gender[$0] }
        speech.append(output.speech)
      }
    }
    return TensorFile(
      metadata: [:],
      tensors: [
        Tensor(name: "features", shape: [count, width], values: features), Tensor(name: "emotion", shape: [count, 8], values: emotion),
        Tensor(name: "gender", shape: [count, 2], values: gender), Tensor(name: "speech", shape: [count], values: speech),
      ])
  }
}
