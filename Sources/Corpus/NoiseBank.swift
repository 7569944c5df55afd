import Foundation
internal import Spectrum

/// Background recordings as frames: cars, streets, babble, weather.
package struct NoiseBank: Sendable {
  /// One recording, `[frames, bands]`.
  struct Recording: Sendable {
    var name: String
    var frames: [Float]
    /// Natural logarithm of the mean power of a frame, as the domain counts it.
    var power: Float
  }

  /// Kept out of training altogether: the noise tests are made with it.
  package static let keptForTests = "car-volvo"

  private(set) var recordings: [Recording]
  let bandCount: Int
  let domain: any FrameDomain

  /// - Parameter paths: recordings that `store` was made for.
  package init(_ paths: [String], store: FeatureStore) {
    let domain = store.configuration.domain
    bandCount = store.configuration.bandCount
    self.domain = domain
    recordings = paths.map { path in
      let count = store.entry(path).frames
      var frames = [Float](repeating: 0, count: count * store.configuration.bandCount)
      frames.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { store.copy(path, count: count, into: base) }
      }
      return Recording(
        name: URL(filePath: path).deletingPathExtension().lastPathComponent, frames: frames,
        power: domain.power(frames))
    }
  }

  /// Recordings to train with, and sounds made up beside them, or instead of them when there are none.
  /// - Throws: `CorpusError` naming a sound that cannot be made.
  package static func forTraining(
    _ paths: [String], made names: [String], store: FeatureStore
  ) throws(CorpusError) -> NoiseBank {
    var bank = NoiseBank(paths, store: store)
    for name in names {
      guard let samples = MadeSound.samples(name) else {
        throw CorpusError("madeSounds: nobody makes \"\(name)\"; known: \(MadeSound.names.joined(separator: ", "))")
      }
      do {
        var analyser = try FrameAnalyser(store.configuration)
        let frames = analyser.frames(of: samples)
        bank.recordings.append(Recording(name: name, frames: frames, power: bank.domain.power(frames)))
      } catch {
        throw CorpusError("\(error)")
      }
    }
    return bank
  }

  /// Recordings of a folder that may be trained on, sorted; none for a folder that is not there.
  package static func trainingPaths(in folder: String) -> [String] {
    paths(in: folder).filter { URL(filePath: $0).deletingPathExtension().lastPathComponent != keptForTests }
  }

  /// All recordings of a folder, sorted.
  package static func paths(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { ["opus", "wav", "flac", "ogg"].contains(URL(filePath: $0).pathExtension) }.sorted()
      .map { "\(folder)/\($0)" }
  }
}
