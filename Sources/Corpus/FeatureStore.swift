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

  private struct Index: Codable {
    var features: FeatureConfiguration
    var entries: [Entry]
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
  /// - Throws: `Stopped` when the watcher wants no more; what was decoded until then is in the cache.
  package init(
    paths: [String], configuration: FeatureConfiguration, cacheFolder: String?, threads: Int,
    watcher: Watcher = .none
  ) throws {
    self.configuration = configuration
    let cachePath = cacheFolder.map { "\($0)/features-\(Self.name(configuration)).cache" }
    var (known, halves) = Self.read(cachePath, configuration)
    let contents = paths.map { Self.content(of: $0) }
    var missing: [(path: String, content: UInt64)] = []
    var asked = Set(known.keys)
    for (path, content) in zip(paths, contents) {
      if let content, asked.insert(content).inserted { missing.append((path, content)) }
    }
    let before = known.count
    // Whatever ends this, what was decoded is kept: the next run goes on from there.
    defer {
      if let cachePath, known.count > before {
        Self.write(cachePath, Index(features: configuration, entries: Array(known.values)), halves)
      }
    }
    let meter = WorkMeter("decoding", total: missing.count, watcher)
    var failures: [UInt64: String] = [:]
    for start in stride(from: 0, to: missing.count, by: Self.filesAtATime) {
      let block = Array(missing[start..<min(start + Self.filesAtATime, missing.count)])
      let results = try Jobs.map(block.count, threads: threads, meter: meter) { Self.analyse(block[$0], configuration) }
      for (file, result) in zip(block, results) {
        switch result {
        case .failure(let error): failures[file.content] = error.description
        case .success(let (made, frames)):
          var entry = made
          entry.offset = halves.count
          halves += frames
          known[entry.content] = entry
        }
      }
    }
    var (entries, damaged): ([String: Entry], [String: String]) = ([:], [:])
    for (path, content) in zip(paths, contents) {
      if let content, let entry = known[content] {
        entries[path] = entry
      } else {
        damaged[path] = content.flatMap { failures[$0] } ?? "cannot read \(path)"
      }
    }
    self.entries = entries
    self.damaged = damaged
    self.halves = halves
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

extension FeatureStore {
  private static func name(_ configuration: FeatureConfiguration) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = (try? encoder.encode(configuration)) ?? Data()
    return String(text.withUnsafeBytes { ContentHash.of($0) }, radix: 16)
  }

  /// What a stopped decoding may lose, about four seconds of it.
  private static let filesAtATime = 256

  /// nil for a file that cannot be read.
  private static func content(of path: String) -> UInt64? {
    FileManager.default.contents(atPath: path).map { data in data.withUnsafeBytes { ContentHash.of($0) } }
  }

  private static func analyse(
    _ file: (path: String, content: UInt64), _ configuration: FeatureConfiguration
  ) -> Result<(Entry, [UInt16]), CorpusError> {
    do {
      var analyser = try FrameAnalyser(configuration)
      let decoded = try AudioDecoder.decode(file.path, rateHz: configuration.sampleRateHz)
      let frames = analyser.frames(of: decoded.samples)
      var halves = [UInt16](repeating: 0, count: frames.count)
      ct_to_half(frames, &halves, frames.count)
      let entry = Entry(
        content: file.content, sound: decoded.samples.withUnsafeBytes { ContentHash.of($0) },
        peak: decoded.samples.reduce(0) { max($0, abs($1)) }, frames: frames.count / configuration.bandCount,
        samples: decoded.samples.count, rateHz: decoded.rateHz, channels: decoded.channels, format: decoded.format)
      return .success((entry, halves))
    } catch {
      return .failure(error as? CorpusError ?? CorpusError("\(file.path): \(error)"))
    }
  }

  /// What a cache file holds: 8 bytes with the index's length, the index as JSON, the frames. Anything odd counts as no cache.
  private static func read(_ path: String?, _ configuration: FeatureConfiguration) -> ([UInt64: Entry], [UInt16]) {
    guard let path, let data = FileManager.default.contents(atPath: path), data.count > 8 else { return ([:], []) }
    let length = Int(data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) })
    guard length > 0, length < data.count - 8,
      let index = try? JSONDecoder().decode(Index.self, from: data.subdata(in: 8..<8 + length)),
      index.features == configuration
    else { return ([:], []) }
    let numbers = (data.count - 8 - length) / 2
    guard index.entries.allSatisfy({ $0.offset + $0.frames * configuration.bandCount <= numbers }) else {
      return ([:], [])
    }
    let halves = [UInt16](unsafeUninitializedCapacity: numbers) { buffer, count in
      data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: 8 + length..<8 + length + 2 * numbers)
      count = numbers
    }
    return (Dictionary(index.entries.map { ($0.content, $0) }) { first, _ in first }, halves)
  }

  /// A cache that cannot be written costs only time, the next time.
  private static func write(_ path: String, _ index: Index, _ halves: [UInt16]) {
    guard let text = try? JSONEncoder().encode(index) else { return }
    var data = withUnsafeBytes(of: UInt64(text.count)) { Data($0) }
    data.append(text)
    halves.withUnsafeBytes { data.append(contentsOf: $0) }
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(filePath: path), options: .atomic)
  }
}
