import Foundation
internal import Spectrum

/// Background recordings as log-mel frames: cars, streets, babble, weather.
package struct NoiseBank: Sendable {
  /// One recording, `[frames, bands]`.
  struct Recording: Sendable {
    var name: String
    var frames: [Float]
    /// Natural logarithm of the mean power of a frame, summed over bands.
    var power: Float
  }

  /// Kept out of training altogether: the noise tests are made with it.
  package static let keptForTests = "car-volvo"

  let recordings: [Recording]
  let bandCount: Int

  /// - Parameter paths: recordings that `store` was made for.
  package init(_ paths: [String], store: FeatureStore) {
    bandCount = store.configuration.bandCount
    recordings = paths.map { path in
      let count = store.entry(path).frames
      var frames = [Float](repeating: 0, count: count * store.configuration.bandCount)
      frames.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { store.copy(path, count: count, into: base) }
      }
      return Recording(
        name: URL(filePath: path).deletingPathExtension().lastPathComponent, frames: frames,
        power: Spectra.power(frames, bands: store.configuration.bandCount))
    }
  }

  /// Recordings to train with, and sounds made up beside them when there are any.
  /// - Throws: `CorpusError` when their features cannot be computed.
  package static func forTraining(_ paths: [String], store: FeatureStore) throws(CorpusError) -> NoiseBank {
    let recorded = NoiseBank(paths, store: store)
    guard !paths.isEmpty else { return recorded }
    var recordings = recorded.recordings
    for (name, samples) in MadeSound.all() {
      do {
        var analyser = try FrameAnalyser(store.configuration)
        let frames = analyser.frames(of: samples)
        recordings.append(
          Recording(name: name, frames: frames, power: Spectra.power(frames, bands: store.configuration.bandCount)))
      } catch {
        throw CorpusError("\(error)")
      }
    }
    return NoiseBank(recordings: recordings, bandCount: recorded.bandCount)
  }

  private init(recordings: [Recording], bandCount: Int) {
    self.recordings = recordings
    self.bandCount = bandCount
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
