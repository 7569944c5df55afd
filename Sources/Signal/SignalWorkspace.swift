/// What the watches over many microphones share: tables and the blocks between them, 25 KB once instead of once a stream.
///
/// One thread at a time uses it: a block of samples is measured and judged whole before the next one, of whichever stream, begins.
public final class SignalWorkspace {
  // SAFETY: all live as long as this object, which everything that holds an address of it keeps.
  /// The block at all of `BlockMeter`'s rates.
  let levels: UnsafeMutablePointer<Float>  // [BlockMeter.levelsLength]
  /// Of a `LevelHistogram`.
  let bins: UnsafeMutablePointer<Int32>  // [LevelHistogram.binCount]
  let pitch = PitchMeter.Tools()
  /// One for each rate that a stream has.
  private var mains: [MainsMeter.Tables] = []

  public init() {
    levels = .allocate(capacity: BlockMeter.levelsLength)
    levels.initialize(repeating: 0, count: BlockMeter.levelsLength)
    bins = .allocate(capacity: LevelHistogram.binCount)
    bins.initialize(repeating: 0, count: LevelHistogram.binCount)
  }

  deinit {
    levels.deallocate()
    bins.deallocate()
    pitch.deallocate()
    for tables in mains { tables.deallocate() }
  }

  /// - Real-time: no.
  func mains(rateHz: Double) -> MainsMeter.Tables {
    if let known = mains.first(where: { $0.rateHz == rateHz }) { return known }
    let tables = MainsMeter.Tables(rateHz: rateHz)
    mains.append(tables)
    return tables
  }
}
