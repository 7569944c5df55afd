internal import CKernels

extension PackedNetwork {
  /// One 40 ms step: features in, the rolling estimate out, the state moved on.
  ///
  ///     x → affine, layer norm, GELU → (x, h)₀ → gates → c₀, h₀ → (h₀, h)₁ → … → heads
  ///     n ← λn + w·e,  d ← λd + w,  estimate n/d
  ///
  /// - Shapes: `features` [F].   - Real-time: yes.
  /// - Precondition: `features.count` is the configuration's, and `state` was made for it.
  @_noLocks public func step(_ features: UnsafeBufferPointer<Float>, state: inout State) -> StepOutput {
    let fits = features.count == featureCount && state.hidden == hidden && state.layers == layers
    precondition(fits, "features or state of another network's shape")
    var (stream, input) = (state.stream(), features.baseAddress)
    // Only C kernels inside: no allocation, no lock, bounded time; the heap probe watches it.
    let network = network
    _unsafePerformance { ck_network_step(network, &stream, &input, 1) }
    return output(of: &state)
  }

  /// The decayed, attention-weighted mean of the logits, and the small heads, from the sums that the step has left in the state.
  @_noLocks public func output(of state: inout State) -> StepOutput {
    let heads = state.scratch
    let emotion = SIMD8<Float>(
      heads[0], heads[1], heads[2], heads[3], heads[4], heads[5], heads[6], heads[7])
    let gender = SIMD2<Float>(heads[8], heads[9])
    let bounded = heads[11] > weightLimit ? weightLimit : (heads[11] < -weightLimit ? -weightLimit : heads[11])
    let (weight, keep, speech) = _unsafePerformance { (ck_exp1(bounded), ck_sigmoid1(heads[12]), ck_sigmoid1(heads[10])) }
    state.emotionSum = keep * state.emotionSum + weight * emotion
    state.genderSum = keep * state.genderSum + weight * gender
    state.weightSum = keep * state.weightSum + weight
    state.seal()
    let pooledEmotion = state.emotionSum / state.weightSum
    let pooledGender = state.genderSum / state.weightSum
    return StepOutput(emotion: pooledEmotion, gender: pooledGender, speech: speech, keep: keep, weight: weight)
  }
}

extension Weights {
  /// `PackedNetwork.step` with these weights.
  public func step(_ features: Span<Float>, state: inout State) -> StepOutput {
    unsafe features.withUnsafeBufferPointer { packed.step($0, state: &state) }
  }
}
