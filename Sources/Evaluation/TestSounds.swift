package import Corpus

/// Clips that are tested, decoded.
package struct TestSounds: Sendable {
  package let clips: [Clip]
  /// Of each clip, at 16 kHz, `[samples]`.
  package let samples: [[Float]]
  /// Doubtful clips that are not among them: reason → how many.
  package let leftOut: [String: Int]

  /// Decodes the clips with the product's reader, and leaves out the damaged and the doubtful ones (digital silence, one sound twice, …).
  /// - Throws: `Stopped` when the watcher wants no more.
  package init(_ clips: [Clip], threads: Int, watcher: Watcher = .none) throws {
    let samples = try Self.decode(clips, threads: threads, watcher)
    var (keys, leftOut): (Set<String>, [String: Int]) = ([], [:])
    let decoded = zip(clips, samples).compactMap { clip, samples in samples.map { ClipSound(clip, samples: $0) } }
    if decoded.count < clips.count { leftOut["damaged"] = clips.count - decoded.count }
    for (reason, details) in ClipSound.doubtful(decoded) {
      keys.formUnion(details.keys)
      if !details.isEmpty { leftOut[reason] = details.count }
    }
    let kept = zip(clips, samples).compactMap { clip, samples in samples.map { (clip, $0) } }.filter { !keys.contains($0.0.key) }
    self.clips = kept.map(\.0)
    self.samples = kept.map(\.1)
    self.leftOut = leftOut
  }

  /// nil for a file that cannot be read.
  private static func decode(_ clips: [Clip], threads: Int, _ watcher: Watcher) throws -> [[Float]?] {
    let meter = WorkMeter("decoding", total: clips.count, watcher)
    return try Jobs.map(clips.count, threads: threads, meter: meter) { try? AudioDecoder.samples(of: clips[$0].path) }
  }
}
