internal import CTraining
import Foundation
internal import Spectrum

/// The frames that were computed so far, in memory and in a file on disk.
///
///     8 bytes: length of the index │ index: JSON │ frames in half precision, one file's after another
///
/// The file is named for the feature configuration, and an entry for its audio file's content. Anything odd counts as no cache.
struct FeatureCache {
  typealias Entry = FeatureStore.Entry

  /// An audio file and the hash of its bytes.
  struct File: Sendable {
    let path: String
    let content: UInt64
    /// nil when it cannot be read.
    init?(_ path: String) {
      guard let data = FileManager.default.contents(atPath: path) else { return nil }
      self.path = path
      content = data.withUnsafeBytes { ContentHash.of($0) }
    }
  }

  private struct Index: Codable {
    var features: FeatureConfiguration
    var entries: [Entry]
  }

  private let configuration: FeatureConfiguration
  /// nil: nothing is kept on disk.
  private let path: String?
  /// By the files' content.
  private(set) var entries: [UInt64: Entry] = [:]
  private(set) var halves: [UInt16] = []

  /// What a stopped decoding may lose, about four seconds of it.
  private static let filesAtATime = 256

  init(folder: String?, _ configuration: FeatureConfiguration) {
    self.configuration = configuration
    path = folder.map { "\($0)/features-\(Self.name(configuration)).cache" }
    read()
  }

  /// Decodes the files whose content is not known yet; whatever ends that, what was decoded is on disk.
  /// - Returns: why files could not be decoded, by their content.
  /// - Throws: `Stopped` when the watcher wants no more.
  mutating func add(_ files: [File], threads: Int, _ watcher: Watcher) throws -> [UInt64: String] {
    var asked = Set(entries.keys)
    let missing = files.filter { asked.insert($0.content).inserted }
    let before = entries.count
    defer { if entries.count > before { write() } }
    let meter = WorkMeter("decoding", total: missing.count, watcher)
    var failures: [UInt64: String] = [:]
    for start in stride(from: 0, to: missing.count, by: Self.filesAtATime) {
      let block = missing[start..<min(start + Self.filesAtATime, missing.count)]
      let results = try Jobs.map(block.count, threads: threads, meter: meter) { [configuration] in
        Self.analyse(block[start + $0], configuration)
      }
      for (file, result) in zip(block, results) {
        switch result {
        case .failure(let error): failures[file.content] = error.description
        case .success(let (entry, frames)): keep(entry, frames)
        }
      }
    }
    return failures
  }

  private mutating func keep(_ entry: Entry, _ frames: [UInt16]) {
    var entry = entry
    entry.offset = halves.count
    halves += frames
    entries[entry.content] = entry
  }

  private static func analyse(_ file: File, _ configuration: FeatureConfiguration) -> Result<(Entry, [UInt16]), CorpusError> {
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

  private static func name(_ configuration: FeatureConfiguration) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = (try? encoder.encode(configuration)) ?? Data()
    return String(text.withUnsafeBytes { ContentHash.of($0) }, radix: 16)
  }

  private mutating func read() {
    guard let path, let data = FileManager.default.contents(atPath: path), data.count > 8 else { return }
    guard let length = Int(exactly: data.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }), length > 0, length < data.count - 8,
      let index = try? JSONDecoder().decode(Index.self, from: data.subdata(in: 8..<8 + length)), index.features == configuration
    else { return }
    let numbers = (data.count - 8 - length) / 2
    let (frames, bands) = (numbers / configuration.bandCount, configuration.bandCount)
    let isWhole = index.entries.allSatisfy {
      (0...numbers).contains($0.offset) && (0...frames).contains($0.frames) && $0.offset + $0.frames * bands <= numbers
    }
    guard isWhole else { return }
    halves = [UInt16](unsafeUninitializedCapacity: numbers) { buffer, count in
      data.copyBytes(to: UnsafeMutableRawBufferPointer(buffer), from: 8 + length..<8 + length + 2 * numbers)
      count = numbers
    }
    entries = Dictionary(index.entries.map { ($0.content, $0) }) { first, _ in first }
  }

  /// A cache that cannot be written costs only time, the next time.
  private func write() {
    guard let path, let text = try? JSONEncoder().encode(Index(features: configuration, entries: Array(entries.values))) else { return }
    var data = withUnsafeBytes(of: UInt64(text.count)) { Data($0) }
    data.append(text)
    halves.withUnsafeBytes { data.append(contentsOf: $0) }
    let folder = URL(filePath: path).deletingLastPathComponent()
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: URL(filePath: path), options: .atomic)
  }
}
