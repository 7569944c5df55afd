package import Corpus

/// Clips that are tested, decoded.
package struct TestSounds: Sendable {
  package let clips: [Clip]
  /// Of each clip, at 16 kHz, `[samples]`.
  package let samples: [[Float]]
  /// Doubtful clips that are not among them: reason → how many.
  package let leftOut: [String: Int]

  /// Decodes the clips with the product's reader, and leaves out the doubtful ones (digital silence, one sound twice, …).
  /// - Throws: `CorpusError` naming the first file that cannot be read.
  package init(_ clips: [Clip], threads: Int) throws {
    let samples = try Self.decode(clips, threads: threads)
    var (keys, leftOut): (Set<String>, [String: Int]) = ([], [:])
    for (reason, found) in ClipSound.doubtful(zip(clips, samples).map({ ClipSound($0, samples: $1) })) {
      keys.formUnion(found)
      if !found.isEmpty { leftOut[reason] = found.count }
    }
    let kept = clips.indices.filter { !keys.contains(clips[$0].key) }
    self.clips = kept.map { clips[$0] }
    self.samples = kept.map { samples[$0] }
    self.leftOut = leftOut
  }

  static func decode(_ clips: [Clip], threads: Int) throws -> [[Float]] {
    try Jobs.map(clips.count, threads: threads) { try AudioDecoder.samples(of: clips[$0].path) }
  }
}
