internal import Glibc

/// How long steps took, as counts in buckets an eighth of an octave wide: quantiles to 9 %, without keeping the times.
struct StepTimes: ~Copyable {
  /// 30 octaves above 1 ns reach one second.
  private let bucketCount = 240
  // SAFETY: owned by this value alone, freed with it.
  private let counts: UnsafeMutablePointer<UInt32>
  private var total: UInt64 = 0
  private var longest: Int64 = 0

  init() {
    counts = .allocate(capacity: bucketCount)
    counts.initialize(repeating: 0, count: bucketCount)
  }

  deinit {
    counts.deallocate()
  }

  @_noLocks mutating func reset() {
    for index in 0..<bucketCount { counts[index] = 0 }
    total = 0
    longest = 0
  }

  @_noLocks mutating func add(nanoseconds: Int64) {
    let time = nanoseconds > 1 ? nanoseconds : 1
    let octaves = _unsafePerformance { log2f(Float(time)) }
    let bucket = Int(octaves * 8)
    let counted = bucket < bucketCount ? bucket : bucketCount - 1
    // Copied out and in: compiler 6.3.1 breaks under ThreadSanitizer where a pointer's element is changed in place.
    let count = counts[counted]
    counts[counted] = count &+ 1
    total += 1
    if time > longest { longest = time }
  }

  /// Microseconds; 0 when there was no step.
  @_noLocks func summary() -> (p50: Float, p99: Float, max: Float) {
    (quantile(0.5), quantile(0.99), Float(longest) / 1000)
  }

  /// The upper edge of the bucket that holds the quantile, no more than the longest.
  @_noLocks private func quantile(_ share: Double) -> Float {
    guard total > 0 else { return 0 }
    let wanted = UInt64(Double(total) * share)
    var seen: UInt64 = 0
    for bucket in 0..<bucketCount {
      seen += UInt64(counts[bucket])
      if seen > wanted {
        let edge = _unsafePerformance { exp2f(Float(bucket + 1) / 8) }
        let bounded = edge < Float(longest) ? edge : Float(longest)
        return bounded / 1000
      }
    }
    return Float(longest) / 1000
  }
}
