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
  /// Gain, natural log power: −35 to +17 dB. Distant microphones are quiet, and SAVEE's KL was recorded 23 dB below the others.
  package var lowestLevel: Float = -8
  package var highestLevel: Float = 4
  package var tilt: Float = 0.7
  package var noiseFloor: Float = 0.5
  package var spectralMasks: Float = 0.5

  /// How often an epoch plays each clip of a corpus: TESS has 2,798 clips of only two voices, RAVDESS and SAVEE few of more.
  package var passes: [String: Float] = ["cremad": 1, "ravdess": 2, "savee": 2, "tess": 0.5]

  /// A lane begins anew at a chunk's start: state, level and clip.
  package var restart: Float = 0.02

  package init() {}

  /// Passes over a clip of `corpus` in an epoch.
  package func passes(of corpus: CorpusName) -> Float { passes[corpus.rawValue] ?? 1 }

  package struct Gap: Codable, Equatable, Sendable {
    package var share: Float
    package var from: Float
    package var to: Float
  }
}
