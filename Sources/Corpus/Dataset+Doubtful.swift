extension Dataset {
  /// Leaves out what cannot be learnt from: digital silence, the same sound under two emotions or twice, clips of under two steps.
  package mutating func leaveOutDoubtful(_ store: FeatureStore) {
    for (reason, keys) in ClipSound.doubtful(clips.map { ClipSound($0, store) }) { leaveOut(keys, because: reason) }
  }
}
