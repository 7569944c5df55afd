internal import Network
internal import Timeline

/// Memory that was damaged: what is looked at, and what follows.
extension StreamAnalysis {
  /// For tests that damage it.
  var state: State {
    _read { yield memory.pointee }
    _modify { yield &memory.pointee }
  }

  /// Whether these are numbers that the feature path makes of sound: standardised logarithms, or samples of at most eight times full
  /// scale. Only damage brings others.
  @_noLocks static func arePlausible(_ features: UnsafeBufferPointer<Float>) -> Bool {
    for index in 0..<features.count where !(features[index] > -1000 && features[index] < 1000) { return false }
    return true
  }

  /// Memory was damaged: what was heard is forgotten, and told. `end`: of the step at hand, in samples since the base.
  @_noLocks mutating func beginAnew(_ part: Fault.Part, at end: Int) {
    memory.pointee.reset()
    let before = baseTick + Int64(end - stepLength)
    tell(part, since: before > 0 ? before : 0, tick: baseTick + Int64(end), at: clock.time(at: basePosition, plus: end))
  }

  /// One event in ten seconds; it says how often a fault came since the one before.
  @_noLocks private mutating func tell(_ part: Fault.Part, since: Int64, tick: Int64, at nanoseconds: Int64) {
    untoldFaults += 1
    if let told = toldFaultTick, tick - told < 160_000 { return }
    toldFaultTick = tick
    timeline.fault(Fault(part: part, sinceTick: since, times: untoldFaults), tick: tick, monotonicNanoseconds: nanoseconds)
    untoldFaults = 0
  }

  /// The weights were found damaged and these are whole: what was said since `soundWeights()` last told may be wrong.
  @_noLocks mutating func replaceNetwork(_ sound: PackedNetwork, at nanoseconds: Int64) {
    network = sound
    memory.pointee.reset()
    tell(.weights, since: soundTick, tick: tick(at: position), at: nanoseconds)
    soundTick = tick(at: position)
  }

  /// The weights were looked at, and are whole.
  @_noLocks mutating func soundWeights() {
    soundTick = tick(at: position)
  }
}
