internal import CTraining
import Foundation
package import Spectrum

/// The frames of many files in memory, in half precision, with a file on disk that spares the next run the decoding.
///
/// The file is named for the feature configuration, and an entry for its audio file's content: it can be deleted at any time.
/// Shapes: a file's frames are `[frames, bands]`; for the front end `waveform` that is the signal, a hop of samples a frame.
package final class FeatureStore: @unchecked Sendable {
  // SAFETY: everything is written in `init` only.
  /// What is kept of one audio file.
  package struct Entry: Codable, Sendable, Equatable {
    /// Hash of the file's bytes.
    var content: UInt64
    /// Hash of its decoded samples: the same sound under two names.
    package var sound: UInt64
    /// Largest magnitude of a sample.
    package var peak: Float
    package var frames: Int
    /// Samples at the features' rate.
    package var samples: Int
    /// What the file's header says: rate, channels, container and encoding.
    package var rateHz: Int
    package var channels: Int
    package var format: String
    /// Index of the first frame's first number in the store.
    var offset = 0
  }

  package let configuration: FeatureConfiguration
  private let entries: [String: Entry]  // by path
  /// Why a file cannot be decoded, by path; such files have no entry.
  package let damaged: [String: String]
  private let halves: [UInt16]

  /// Loads or computes the frames of `paths`.
  /// - Parameters:
  ///   - cacheFolder: where the file lies; nil keeps everything in memory.
  ///   - threads: files are decoded by so many threads at once.
  /// - Throws: `Stopped` when the watcher wants no more; what was decoded until then is in the cache, but for the last 256 files.
  package init(
    paths: [String], configuration: FeatureConfiguration, cacheFolder: String?, threads: Int, watcher: Watcher = .none
  ) throws {
    let meter = WorkMeter("reading", total: paths.count, watcher)
    let read = try Jobs.map(paths.count, threads: threads, meter: meter) { FeatureCache.File(paths[$0]) }
    var (entries, damaged): ([String: Entry], [String: String]) = ([:], [:])
    for (path, file) in zip(paths, read) where file == nil { damaged[path] = "cannot read \(path)" }
    let files = read.compactMap { $0 }
    var cache = FeatureCache(folder: cacheFolder, configuration)
    let failures = try cache.add(files, threads: threads, watcher)
    for file in files {
      entries[file.path] = cache.entries[file.content]
      damaged[file.path] = failures[file.content]
    }
    self.configuration = configuration
    self.entries = entries
    self.damaged = damaged
    halves = cache.halves
  }

  /// - Precondition: `path` was among those that the store was made for, and is not damaged.
  package func entry(_ path: String) -> Entry {
    guard let entry = entries[path] else { preconditionFailure("\(path) is not in the store") }
    return entry
  }

  /// Copies `count` frames from `first` on into `out` `[count, bands]`.
  package func copy(_ path: String, first: Int = 0, count: Int, into out: UnsafeMutablePointer<Float>) {
    let entry = entry(path)
    precondition(first >= 0 && first + count <= entry.frames, "frames \(first)..<\(first + count) of \(entry.frames)")
    let bands = configuration.bandCount
    halves.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      ct_from_half(base + entry.offset + first * bands, out, count * bands)
    }
  }
}
