/// What the windows must show for each condition; looked at once in a second of sound.
extension SignalJudge {
  /// A bit that is the same in all samples of three seconds, above bits that change: low bits may be padding, and with both signs
  /// about every higher bit of two's complement changes. The sign bit itself, when it sticks, folds the wave: it jumps.
  @_noLocks mutating func lookAtBits() {
    let count = 3 * second
    guard history.count >= count else { return }
    var (and, or): (Int32, Int32) = (-1, 0)
    var values: UInt64 = 0
    var (positive, negative, jumps, total): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
    var (low, high): (Float, Float) = (8, -8)
    for age in 0..<count {
      let block = history.block(age)
      and &= block.bitsAnd
      or |= block.bitsOr
      values |= block.values
      positive += block.positive
      negative += block.negative
      jumps += block.jumps
      total += block.count
      if block.low < low { low = block.low }
      if block.high > high { high = block.high }
    }
    var bit: Int32 = -1
    if positive == 0 || negative == 0 {
      // Folded: from near 0 to near full scale, to and fro, hundreds of times a second.
      if high - low > 0.9, jumps > total / 200 { bit = 0 }
    } else if 20 * positive > total, 20 * negative > total, values.nonzeroBitCount > 48, low > -1.001, high < 1.001 {
      bit = Self.stuckBit(changing: or & ~and)
    }
    if bit >= 0 { detail.stuckBit = Float(bit) }
    stuck.update(hit: bit >= 0, miss: bit < 0)
  }

  /// The highest bit that does not change, above the lowest that does, of 24-bit samples: 0 is the sign bit. −1 for none.
  @_noLocks private static func stuckBit(changing: Int32) -> Int32 {
    guard changing != 0 else { return -1 }
    let lowest = Int32(changing.trailingZeroBitCount)
    var bit: Int32 = 22
    while bit > lowest {
      if changing & (1 << bit) == 0 { return 23 - bit }
      bit -= 1
    }
    return -1
  }

  /// Flat tops at the extremes of five seconds: samples that repeat the one before there. Below full scale (a preamplifier that
  /// clips) more of them are wanted, because the top of a low tone is flat, too, in 16 bits.
  @_noLocks mutating func lookAtClipping() {
    let count = 5 * second
    guard history.count >= 2 * second else { return }
    let blocks = history.count < count ? history.count : count
    var (low, high): (Float, Float) = (0, 0)
    var (atLow, atHigh, total): (Int32, Int32, Int32) = (0, 0, 0)
    for age in 0..<blocks {
      let block = history.block(age)
      total += block.count
      if block.low < low { (low, atLow) = (block.low, 0) }
      if block.low == low { atLow += block.atLow }
      if block.high > high { (high, atHigh) = (block.high, 0) }
      if block.high == high { atHigh += block.atHigh }
    }
    let rail = -low > high ? -low : high
    let share = Float(atLow + atHigh) / Float(5 * second) / Float(total) * Float(blocks)
    let wanted = rail > 0.98 ? thresholds.clippedShare : 2 * thresholds.clippedShare
    if share >= wanted, rail > 0.1 {
      detail.clippedShare = share
      detail.clippedLevel = rail
    }
    clipping.update(hit: share >= wanted && rail > 0.1, miss: share < wanted / 4 || rail < 0.05)
  }

  /// The mean of a second, five times in a row on one side.
  @_noLocks mutating func lookAtOffset() {
    var mean: Float = 0
    for age in 0..<second { mean += history.block(age).mean }
    mean /= Float(second)
    let size = mean < 0 ? -mean : mean
    let isOtherSide = mean * detail.offset < 0
    offset.update(hit: size >= thresholds.offset && !isOtherSide, miss: size < 0.6 * thresholds.offset)
    detail.offset = mean
  }

  /// The loudest tenth of 20 s, with pauses beneath it (speech far too quiet), or at a converter's own noise (no microphone).
  /// A quiet room is neither: its noise is steady, and above that.
  @_noLocks mutating func lookAtLevel() {
    let short = 3 * second
    if quiet.isOn {
      histogram.clear()
      for age in 0..<short where age < history.count { histogram.add(history.trace(age).decibels) }
      quiet.update(hit: false, miss: histogram.percentile(0.9) > thresholds.quietDecibels + 6)
      return
    }
    let count = 20 * second
    guard history.count >= count else { return }
    histogram.clear()
    for age in 0..<count { histogram.add(history.trace(age).decibels) }
    let loud = histogram.percentile(0.9)
    let isModulated = loud - histogram.percentile(0.2) >= 10
    let isHit = loud < thresholds.quietDecibels && isModulated || loud < thresholds.converterDecibels
    if isHit { detail.loudDecibels = loud }
    quiet.update(hit: isHit, miss: !isHit)
  }

  /// Steady hum above the loud fifth of everything else in 20 s.
  @_noLocks mutating func lookAtHum() {
    let (fifty, sixty) = (history.block(0).fifty, history.block(0).sixty)
    let isSixty = sixty.isSteady && (!fifty.isSteady || sixty.power > fifty.power)
    let reading = isSixty ? sixty : fifty
    guard history.count >= 8 * second else { return }
    guard reading.isSteady else { return hum.update(hit: false, miss: true) }
    histogram.clear()
    let count = 20 * second
    for age in 0..<count where age < history.count {
      let rest = history.trace(age).power - reading.power
      histogram.add(decibels(rest > 0 ? rest : 0))
    }
    let level = decibels(reading.power)
    let above = level - histogram.percentile(0.8)
    let isHit = above >= thresholds.humDecibels && level >= thresholds.leastHumDecibels
    if isHit { (detail.humDecibels, detail.humHz) = (above, isSixty ? 60 : 50) }
    hum.update(hit: isHit, miss: above < thresholds.humDecibels - 4)
  }

  /// Three looks in a row, 5 s apart, each over 30 s.
  @_noLocks mutating func lookAtPace() {
    guard history.count == history.capacity, second == 10 || second == 9 else { return }
    let reading = SlowSpeech.read(history, count: history.count, &histogram)
    guard reading.isSpeech else { return }
    let isHit = reading.score >= thresholds.slowness
    if isHit { detail.pitchHz = reading.pitchHz }
    slow.update(hit: isHit, miss: reading.score < thresholds.slowness - 3)
  }
}
