package import Spectrum

/// What frames are numbers of, log power or samples, and so how sounds are put together in them: streams for training are made of
/// frames in one of two domains.
///
/// Shapes: frames are `[frames, bandCount]`, row-major. Units: levels and powers are natural logarithms of power.
package protocol FrameDomain: Sendable {
  /// `count` frames of digital silence.
  func silence(_ count: Int) -> [Float]

  /// A frame's mean power over the frames; comparable only within the domain.
  func power(_ frames: [Float]) -> Float

  /// `count` frames that sound like the quietest of `frames`: the recording's own background.
  func background(_ count: Int, like frames: [Float], _ statistics: BandStatistics, _ random: inout RandomSource) -> [Float]

  /// How loud each step is, `[steps]`: what tells speech from pauses.
  func loudness(_ frames: [Float], _ statistics: BandStatistics) -> [Float]

  /// A gain of `level` and another microphone's colour: `cosines[k]` · cos(π(k+1)·place), place 0…1 over the bands. For `add` only.
  func filter(level: Float, cosines: [Float]) -> [Float]

  /// Adds a recording, heard through a filter of this domain, to `frames`.
  /// - Parameter position: the recording's frame that comes next; it begins again at its end.
  func add(_ recording: [Float], from position: inout Int, through filter: [Float], to frames: inout [Float])

  /// What makes clips sound like others'.
  func changes(_ recipe: StreamRecipe) -> any ClipChanges
}

/// A clip as another speaker would have said it.
package struct ChangedVoice: Sendable {
  package var frames: [Float]
  /// How many of the clip's own frames one of them lasts.
  package var stretch: Float = 1
  /// By how many of 64 bands the highest was moved, up or down, and the others in proportion.
  package var warpBands: Float = 0
}

/// Changes a clip's frames as other mouths, rooms and microphones would.
package protocol ClipChanges: Sendable {
  /// What another speaker and another microphone change: tempo, vocal-tract length, level, tilt.
  /// - Parameter most: how far the vocal tract may move the highest of 64 bands.
  func voice(_ frames: [Float], warpedBy most: Float, _ random: inout RandomSource) -> ChangedVoice

  /// A stationary noise floor of random height and colour.
  func addFloor(_ frames: inout [Float], _ random: inout RandomSource)

  /// A stretch of bands and one of frames lose what they said. Source: Park et al., "SpecAugment", Interspeech 2019.
  func mask(_ frames: inout [Float], _ random: inout RandomSource)
}

extension FeatureConfiguration {
  package var domain: any FrameDomain {
    switch frontEnd {
    case .logmel, .spectrum: LogPowerDomain(configuration: self)
    case .waveform: SampleDomain(configuration: self)
    }
  }
}
