/// A condition with hysteresis: it holds after so many hits in a row, and is left after so many misses in a row.
struct Latch: BitwiseCopyable {
  let hitsToEnter: Int
  let missesToLeave: Int
  private(set) var isOn = false
  private var run = 0

  init(enter: Int, leave: Int) {
    hitsToEnter = enter < 1 ? 1 : enter
    missesToLeave = leave < 1 ? 1 : leave
  }

  /// - Parameters:
  ///   - hit: the condition is met.
  ///   - miss: it is clearly not; neither leaves everything as it is.
  @_noLocks mutating func update(hit: Bool, miss: Bool) {
    guard isOn ? miss : hit else {
      run = 0
      return
    }
    run += 1
    guard run >= (isOn ? missesToLeave : hitsToEnter) else { return }
    isOn.toggle()
    run = 0
  }

  @_noLocks mutating func reset() {
    isOn = false
    run = 0
  }
}
