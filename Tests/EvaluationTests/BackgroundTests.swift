import Foundation
import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct BackgroundTests {
  private let hour = BackgroundSound.hour(
    recordings: [("babble", Made.noise(30_000, seed: 1)), ("rain", Made.noise(9_000, seed: 2))], seed: 4)

  @Test func itIsAnHour() {
    #expect(isNear(hour.reduce(0) { $0 + $1.seconds }, 3600, within: 1e-6))
    #expect(hour.filter { $0.kind == "rain" }.map(\.decibels) == BackgroundSound.levels)
    #expect(Set(hour.filter(\.holdsVoices).map(\.kind)) == ["babble"])
    #expect(Set(hour.filter(\.isSynthetic).map(\.kind)) == Set(SyntheticSound.allCases.map(\.rawValue)))
  }

  @Test func recordingsAreAtTheirLevelAndGoOn() {
    var sound = BackgroundSound(kind: "", holdsVoices: false, source: .recording([0.1, -0.2, 0.3]), seconds: 1, decibels: -30)
    let samples = sound.samples()
    #expect(samples.count == 16_000)
    #expect(abs(20 * log10(Level.rms(samples)) + 30) < 0.01)
    #expect(samples[3] == samples[0] && samples[4] == samples[1])
    sound.source = .recording([0.001, 0.001, 0.001, 5])
    sound.decibels = 0
    #expect(sound.samples().max() == 1)
  }

  @Test(arguments: SyntheticSound.allCases)
  func syntheticSoundsAreAtTheirLevelAndSeeded(_ kind: SyntheticSound) {
    let make = { (seed: UInt64) in
      BackgroundSound(
        kind: "", holdsVoices: false, source: .synthetic(kind, seed: seed), seconds: 6, decibels: kind.schedule.decibels.last ?? nil
      ).samples()
    }
    let samples = make(1)
    #expect(samples.count == 96_000)
    #expect(samples.allSatisfy { $0.isFinite })
    if let level = kind.schedule.decibels.last ?? nil {
      #expect(abs(20 * log10(Level.rms(samples)) - level) < 0.2)  // peaks of the sparse ones are clipped
    } else {
      #expect(samples.allSatisfy { $0 == 0 })
    }
    #expect(make(1) == samples)
    let isRandom = ![.silence, .directCurrent].contains(kind)
    #expect((make(2) != samples) == isRandom)
  }

  /// Strength of one frequency in a second of sound, by its definition.
  private func strength(_ samples: ArraySlice<Float>, _ hertz: Double) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, sample) in samples.enumerated() {
      let angle = 2 * .pi * hertz * Double(index) / 16_000
      real += Double(sample) * cos(angle)
      imaginary += Double(sample) * sin(angle)
    }
    return (real * real + imaginary * imaginary).squareRoot()
  }

  @Test func humHumsAtItsFrequency() {
    for (kind, hertz, other) in [(SyntheticSound.hum50, 50.0, 60.0), (.hum60, 60, 50)] {
      let samples = kind.samples(32_000, seed: 3)[16_000...]
      #expect(strength(samples, hertz) > 1000 * strength(samples, other))
      #expect(strength(samples, 2 * hertz) > 1000 * strength(samples, 2 * hertz + 10))
    }
  }

  @Test func drumsBeat() {
    // The strongest step of the loudness repeats every two beats, 0.9 to 1.25 s: kick to kick.
    let sound = SyntheticSound.drums.samples(160_000, seed: 5)
    let loud = stride(from: 0, to: sound.count, by: 160).map { Level.rms(sound[$0..<$0 + 160]) }
    func likeness(_ lag: Int) -> Float { (0..<loud.count - lag).reduce(0) { $0 + loud[$1] * loud[$1 + lag] } / Float(loud.count - lag) }
    let best = (30...140).max { likeness($0) < likeness($1) } ?? 0
    #expect((88...128).contains(best))
  }

  @Test func whoAlwaysHearsSpeechIsCaughtAndWhoNeverDoesIsNot() throws {
    let sounds = [SyntheticSound.whiteNoise, .silence].map {
      BackgroundSound(kind: $0.rawValue, holdsVoices: false, source: .synthetic($0, seed: 1), seconds: 10, decibels: nil)
    }
    let sure = try BackgroundTrial.run(Made.fixedModel(speech: 8, angry: 6), sounds)
    // Two estimates a second, and one at the first step, which rests on nothing yet.
    #expect(sure.map(\.estimates) == [21, 20])
    #expect(sure[0].labelled == 20)
    // After four seconds of digital silence the microphone is taken for dead, and nothing is named any more.
    #expect(sure[1].labelled == 8)
    #expect(sure[1].emotions[Emotion.angry.rawValue] == 8)
    #expect(sure[1].shareLabelled == 0.4)
    let unsure = try BackgroundTrial.run(Made.fixedModel(speech: 8, angry: 0), sounds)
    #expect(unsure.map(\.labelled) == [0, 0])
    #expect(unsure[1].uncertain == 8)
    let deaf = try BackgroundTrial.run(Made.fixedModel(speech: -8, angry: 6), sounds)
    #expect(deaf.map(\.labelled) == [0, 0])
    #expect(deaf.map(\.uncertain) == [0, 0])
    #expect((deaf[0].meanSpeech ?? 1) < 0.01)
  }

  @Test func theReportAddsUpByKind() {
    let sounds = [("babble", true, -20), ("rain", false, -20), ("rain", false, -30)].map { kind, voices, level in
      BackgroundSound(
        kind: kind, holdsVoices: voices, source: .recording([]), seconds: 50, decibels: Float(level))
    }
    var counts = [BackgroundTrial.Count(), .init(), .init()]
    for index in counts.indices { counts[index].estimates = 100 }
    counts[0].labelled = 50
    counts[1].labelled = 2
    counts[1].emotions[Emotion.calm.rawValue] = 2
    let tables = BackgroundReport(sounds, counts).tables
    func named(_ table: Int, _ name: String) -> ResultTable.Cell? {
      tables[table].rows.first { $0[0] == .text(name) }?[3]
    }
    #expect(named(0, "everything") == .share(Measured(52.0 / 300)))
    #expect(named(0, "without voices") == .share(Measured(0.01)))
    #expect(named(0, "recordings with voices") == .share(Measured(0.5)))
    #expect(named(0, "recordings without voices, -20 dB") == .share(Measured(0.02)))
    #expect(named(0, "synthetic") == nil)
    #expect(tables[1].rows.map { $0[0] } == [.text("babble"), .text("rain")])
    #expect(tables[1].rows[1][6] == .text("calm"))
  }
}
