import Foundation

/// How many seconds of speech a clip has brought by each moment, by its own level: the same for every model.
///
/// A block of 10 ms is speech when its power is within 30 dB of the clip's loud ones (the 95th percentile of the blocks): a clip's
/// first and last quiet, half of CREMA-D's length, does not count; weak consonants, 20 to 25 dB below the vowels, do.
package struct SpeechClock: Sendable {
  private static let blockLength = 160  // samples, 10 ms at 16 kHz
  private static let rangeDecibels: Float = 30
  /// Blocks of speech up to and with each block, `[blocks]`.
  private let spoken: [Int]

  /// - Parameter samples: of one clip without added noise, at 16 kHz.
  package init(_ samples: [Float]) {
    let blocks = stride(from: 0, to: samples.count - Self.blockLength + 1, by: Self.blockLength)
    let levels = blocks.map { Level.rms(samples[$0..<$0 + Self.blockLength]) }
    let loud = levels.sorted().dropLast(levels.count / 20).last ?? 0
    let threshold = loud * Level.factor(-Self.rangeDecibels)
    var count = 0
    spoken = levels.map { level in
      if level > 0 && level >= threshold { count += 1 }
      return count
    }
  }

  /// Seconds of speech in the clip's first `samples`.
  package func seconds(after samples: Int) -> Double {
    let blocks = min(samples / Self.blockLength, spoken.count)
    return blocks > 0 ? Double(spoken[blocks - 1] * Self.blockLength) / 16_000 : 0
  }
}
