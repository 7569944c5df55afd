/// How clips are made into endless streams: what is between them and what is done to them. Probabilities are per clip.
package struct StreamRecipe: Codable, Equatable, Sendable {
  /// Background between clips: seconds from … to, and how often each range is drawn.
  package var gaps: [Gap] = [
    Gap(share: 0.85, from: 0.1, to: 1.6), Gap(share: 0.12, from: 1.6, to: 4), Gap(share: 0.03, from: 4, to: 12),
  ]
  /// Background that is digital silence: a muted microphone, a file's padding.
  package var silence: Float = 0.1
  /// Background with a real recording at low level in it.
  package var quietNoise: Float = 0.35

  /// A clip begins a stretch of real noise that lasts `noisyClips` clips, with this probability when none lasts.
  package var noise: Float = 0.15
  package var noisyClips = 1...6
  /// Speech over noise, decibels.
  package var noiseRatio = 0...25

  package var speed: Float = 0.5
  package var vocalTract: Float = 0.4
  package var levelRange: Float = 4  // ± natural log power: ± 17 dB
  package var tilt: Float = 0.7
  package var noiseFloor: Float = 0.5
  package var spectralMasks: Float = 0.5

  /// A lane begins anew at a chunk's start: state, level and clip.
  package var restart: Float = 0.02

  package init() {}

  package struct Gap: Codable, Equatable, Sendable {
    package var share: Float
    package var from: Float
    package var to: Float
  }
}
