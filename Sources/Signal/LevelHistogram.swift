/// Percentiles of levels, by counting in steps of 1 dB.
///
/// The bins are lent by the workspace: `clear` them before each use.
struct LevelHistogram: ~Copyable {
  static var binCount: Int { 160 }
  /// Keeps `bins` alive.
  private let workspace: SignalWorkspace
  // SAFETY: see SignalWorkspace; only the thread of this stream, and of all that share the workspace, reaches it.
  private let bins: UnsafeMutablePointer<Int32>  // [binCount]: from −130 dB on
  private var total: Int32 = 0

  init(shared: SignalWorkspace) {
    workspace = shared
    bins = shared.bins
  }

  @_noLocks mutating func clear() {
    for index in 0..<160 { bins[index] = 0 }
    total = 0
  }

  @_noLocks mutating func add(_ decibels: Float) {
    let place = decibels + 130
    bins[place > 0 ? place < 159 ? Int(place) : 159 : 0] += 1
    total += 1
  }

  /// The level that `share` of all stays below, dB.
  @_noLocks func percentile(_ share: Float) -> Float {
    let wanted = Int32(share * Float(total))
    var sum: Int32 = 0
    for index in 0..<160 {
      sum += bins[index]
      if sum > wanted { return Float(index) - 129.5 }
    }
    return 30
  }
}
