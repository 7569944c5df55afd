/// How clips are made into endless streams: what is between them and what is done to them. Probabilities are per clip.
package struct StreamRecipe: Codable, Equatable, Sendable {
  /// Background between clips: seconds from … to, and how often each range is drawn.
  package var gaps: [Gap] = [
    Gap(share: 0.05, from: 0, to: 0.1), Gap(share: 0.8, from: 0.1, to: 1.2), Gap(share: 0.12, from: 1.2, to: 3),
    Gap(share: 0.03, from: 3, to: 10),
  ]
  /// Background that is digital silence: a muted microphone, a file's padding.
  package var silence: Float = 0.15
  /// Background that is another room's: a real recording instead of the clip's own quiet. A network that only knows backgrounds
  /// that fit the clip loses five points when another one comes before it (measured: 59.3 and 53.8 on CREMA-D).
  package var otherRoom: Float = 0.35
  /// Background with a real recording added to the clip's own quiet.
  package var quietNoise: Float = 0.15
  /// How far such a recording is below the clip, decibels.
  package var quietRatio = 15...60

  /// Backgrounds that are made up beside the recordings, or instead of them: music, signals, hum.
  package var madeSounds = MadeSound.names

  /// A clip begins a stretch of real noise that lasts `noisyClips` clips, with this probability when none lasts.
  package var noise: Float = 0.15
  package var noisyClips = 1...6
  /// Speech over noise, decibels.
  package var noiseRatio = 0...25

  package var speed: Float = 0.5
  package var vocalTract: Float = 0.4
  /// How far a vocal tract moves the highest of 64 bands up or down, by corpus; the others in proportion. 14 bands are a quarter of 500 Hz
  /// and half of 2.5 kHz: further than people differ, but so far a network cannot learn the few voices of a small corpus by heart.
  package var vocalTractBands: [String: Float] = ["cremad": 2.5, "ravdess": 2.5, "savee": 2.5, "tess": 2.5]
  /// Gain, natural log power: −35 to +17 dB. Distant microphones are quiet, and SAVEE's KL was recorded 23 dB below the others.
  package var lowestLevel: Float = -8
  package var highestLevel: Float = 4
  package var tilt: Float = 0.7
  package var noiseFloor: Float = 0.5
  package var spectralMasks: Float = 0.5

  /// How often an epoch plays each clip of a corpus: TESS has 2,798 clips of only two voices, RAVDESS and SAVEE few of more.
  package var passes: [String: Float] = ["cremad": 1, "ravdess": 2, "savee": 2, "tess": 0.5]

  /// Share of a teacher's soft label in the goal; the rest is the label itself.
  package var softLabels: Float = 0.6

  /// How long after a clip its emotion is still the goal: what was said stands until somebody speaks again. Seconds.
  package var holdSeconds: Float = 0

  /// A lane begins anew at a chunk's start: state, level and clip. At 2 % a fresh start was 5 points worse than a stream.
  package var restart: Float = 0.06

  package init() {}

  /// - Throws: `CorpusError` naming the first number that cannot be.
  package func validate() throws(CorpusError) {
    guard passes.values.allSatisfy({ (0...100).contains($0) }), passes.values.contains(where: { $0 > 0 }) else {
      throw CorpusError("streams.passes is \(passes): expected 0 to 100 each, and one above 0")
    }
    guard gaps.allSatisfy({ $0.share >= 0 && $0.from >= 0 && $0.to >= $0.from && $0.to <= 600 }) else {
      throw CorpusError("streams.gaps: expected a share of 0 or more, and from 0 up to 600 seconds")
    }
    guard noisyClips.lowerBound >= 1 else { throw CorpusError("streams.noisyClips is \(noisyClips): expected at least 1") }
    guard vocalTractBands.values.allSatisfy({ (0...16).contains($0) }) else {
      throw CorpusError("streams.vocalTractBands is \(vocalTractBands): expected 0 to 16 each")
    }
    guard (0...60).contains(holdSeconds) else { throw CorpusError("streams.holdSeconds is \(holdSeconds): expected 0 to 60") }
    let shares = [silence, otherRoom, quietNoise, noise, speed, vocalTract, tilt, noiseFloor, spectralMasks, softLabels, restart]
    guard shares.allSatisfy({ (0...1).contains($0) }) else {
      throw CorpusError(
        "streams: one of silence, otherRoom, quietNoise, noise, speed, vocalTract, tilt, noiseFloor, spectralMasks, softLabels and restart is not from 0 to 1"
      )
    }
    guard lowestLevel <= highestLevel, lowestLevel.isFinite, highestLevel.isFinite else {
      throw CorpusError("streams.lowestLevel is \(lowestLevel), highestLevel \(highestLevel): expected the first to be no higher")
    }
    if let unknown = madeSounds.first(where: { !MadeSound.names.contains($0) }) {
      throw CorpusError("streams.madeSounds: nobody makes \"\(unknown)\"; known: \(MadeSound.names.joined(separator: ", "))")
    }
  }

  /// Passes over a clip of `corpus` in an epoch.
  package func passes(of corpus: CorpusName) -> Float { passes[corpus.rawValue] ?? 1 }

  func vocalTractBands(of corpus: CorpusName) -> Float { vocalTractBands[corpus.rawValue] ?? 0 }

  package struct Gap: Codable, Equatable, Sendable {
    package var share: Float
    package var from: Float
    package var to: Float
  }
}
