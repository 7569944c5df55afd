package import Corpus
import Foundation
package import Pictures
internal import Spectrum

/// What the network's own features make of a sound, in decibels: for the eye.
package struct ClipPicture {
  package let waveform: Waveform
  package let spectrogram: Spectrogram

  /// - Throws: `CorpusError` when the file cannot be read.
  package init(path: String) throws(CorpusError) {
    let configuration = FeatureConfiguration()
    let samples = try AudioDecoder.samples(of: path, rateHz: configuration.sampleRateHz)
    let frames: [Float]
    do {
      var analyser = try FrameAnalyser(configuration)
      frames = analyser.frames(of: samples)
    } catch {
      throw CorpusError("\(error)")
    }
    let bands = configuration.bandCount
    // ln of power → dB.
    let decibels = stride(from: 0, to: frames.count, by: bands).map { frames[$0..<$0 + bands].map { $0 * 4.342_945 } }
    waveform = Waveform(samples: samples, rateHz: Double(configuration.sampleRateHz))
    spectrogram = Spectrogram(
      decibels: decibels, bandCentresHz: configuration.melCentresHz,
      hopSeconds: Double(configuration.hopLength) / Double(configuration.sampleRateHz))
  }
}

extension Figure {
  /// One clip of each emotion, all by one speaker where somebody said them all.
  /// - Parameter speaker: whose; nil: the one with the most emotions, the first by name among those.
  /// - Throws: `CorpusError` when nobody has an emotion, or a clip cannot be read; `PictureError`.
  package static func emotions(of clips: [Clip], speaker: String? = nil) throws -> Figure {
    let speakers = Dictionary(grouping: clips.filter { $0.emotion != nil }, by: \.speaker)
    let most = speakers.max { left, right in
      let (few, many) = (Set(left.value.map(\.emotion)).count, Set(right.value.map(\.emotion)).count)
      return (few, right.key) < (many, left.key)
    }
    guard let chosen = speaker ?? most?.key, let own = speakers[chosen] else {
      throw CorpusError("no clip of \(speaker ?? "anybody") has an emotion")
    }
    let pictures = try Emotion.allCases.compactMap { emotion -> EmotionClip? in
      // The same one every time: the first by name.
      guard let clip = own.filter({ $0.emotion == emotion }).min(by: { $0.key < $1.key }) else { return nil }
      let picture = try ClipPicture(path: clip.path)
      return EmotionClip(
        emotion: "\(emotion)", clip: URL(filePath: clip.path).deletingPathExtension().lastPathComponent, waveform: picture.waveform,
        spectrogram: picture.spectrogram)
    }
    return try .emotions(
      pictures,
      caption: """
        Waveform and log-mel spectrogram (64 bands from 40 to 7800 Hz, as the network hears them) of one clip of each emotion by \(chosen). \
        All share the scales of time (seconds), amplitude and level (dB).
        """)
  }
}
