import Foundation
import Signal
import TestSupport
import Testing

@testable import Corpus
@testable import Evaluation

@Suite struct SignalTrialTests {
  private let clipping = SignalSweep.all.first { $0.state == .clipping }!

  @Test func theThresholdThatFindsMostWithoutAFalseSignalIsChosen() {
    // Seven positions; the product's is the sixth.
    #expect(clipping.own == 5)
    #expect(clipping.choice(told: [4, 2, 0, 0, 0, 0, 0], found: [9, 9, 8, 7, 6, 5, 4]) == 2)
    #expect(clipping.choice(told: [4, 2, 0, 0, 0, 0, 0], found: [9, 9, 5, 5, 5, 5, 4]) == 5)
    #expect(clipping.choice(told: [4, 2, 0, 0, 0, 0, 0], found: [9, 9, 8, 8, 7, 7, 4]) == 3)
    // None is without: the fewest.
    #expect(clipping.choice(told: [4, 3, 2, 2, 1, 1, 1], found: [9, 9, 8, 8, 7, 6, 4]) == 4)
  }

  @Test func everySweepHoldsTheProductsThreshold() {
    for sweep in SignalSweep.all {
      #expect(sweep.own >= 0)
      #expect(!sweep.places.isEmpty)
    }
  }

  @Test func noiseLiesAsFarBelowAsItIsSaidTo() {
    let (speech, noise) = (Made.noise(40_000, seed: 1), Made.noise(7_000, seed: 2, level: 0.01))
    let mixed = SignalSound.mixed(speech, noise, from: 6_000, decibels: 10)
    let gain = mixed[3] - speech[3]
    #expect(abs(gain / noise[6_003] - Level.rms(speech) / Level.rms(noise) * 0.31623) < 0.02)
    #expect(abs((mixed[1_500] - speech[1_500]) - gain / noise[6_003] * noise[500]) < 1e-3)
    #expect(mixed.allSatisfy { $0 * 32768 == ($0 * 32768).rounded() })
    let loud = SignalSound.mixed(speech.map { 9 * $0 }, noise, from: 0, decibels: 0)
    #expect(loud.allSatisfy { abs($0) < 1 } && loud.contains { abs($0) > 0.999 })
  }

  private func stretch(_ halves: [Int], told: [Int], noise: Float? = nil) -> SignalTrial.Stretch {
    var count = SignalTrial.Count()
    count.seconds = 36_000
    for sweep in SignalSweep.all { count.swept[sweep.state] = sweep.state == .clipping ? told : sweep.values.map { _ in 0 } }
    if told[5] > 0 { count.told = [.clipping: told[5]] }
    return SignalTrial.Stretch(
      sound: noise == nil ? "cremad, as recorded" : "in noise", noise: noise.map { ("rain", $0) }, halves: halves, count: count)
  }

  @Test func aMixtureOfBothHalvesIsInNeither() {
    #expect(stretch([0, 1], told: [0, 0, 0, 0, 0, 0, 0]).isWithin(0) == false)
    #expect(stretch([1, 1], told: [0, 0, 0, 0, 0, 0, 0]).isWithin(1))
    #expect(stretch([], told: [0, 0, 0, 0, 0, 0, 0]).isWithin(0) == false)
  }

  @Test func whatOneHalfChoosesTheOtherCounts() throws {
    var findings = SignalTrial.Findings()
    findings.good = [
      stretch([0], told: [3, 0, 0, 0, 0, 0, 0]), stretch([1, 1], told: [5, 4, 1, 0, 0, 0, 0], noise: 10),
      stretch([0, 1], told: [9, 9, 9, 9, 9, 9, 9], noise: 0),
    ]
    let detections = SignalFault.all.map { fault -> SignalTrial.Detection in
      var detection = SignalTrial.Detection()
      detection.pieces = 2
      if fault.expected == .clipping { detection.swept = [2, 2, 2, 1, 1, 1, 1] }
      return detection
    }
    findings.faults = [detections, detections]
    let report = SignalReport(findings)
    let rows = report.halves.rows
    func row(_ name: String) -> [ResultTable.Cell] { rows.first { $0[0] == .text(name) } ?? [] }
    // A allows the second to the seventh position, of which two find everything; the one nearer to the product's tells one falsely in B.
    #expect(row("clipping, chosen on A")[2...4] == [.text("0.003"), .count(1), .share(Measured(1))])
    #expect(row("clipping, chosen on A")[5...7] == [.text("0.02"), .count(0), .share(Measured(0.5))])
    #expect(row("clipping, chosen on B")[2...4] == [.text("0.02"), .count(0), .share(Measured(0.5))])
    #expect(rows.last?[1] == .number(20, decimals: 1))
    #expect(rows.last?[3] == .count(1) && rows.last?[6] == .count(0))
    let noise = report.inNoises.rows
    #expect(noise.map { $0[0] } == [.text("rain")])
    #expect(noise[0].suffix(2) == [.count(0), .count(9)])
  }

  @Test func theSweepStopsWhereNothingIsTold() {
    let loud = SignalSound.sixteenBits(Made.noise(16_000 * 20, seed: 3, level: 0.4).map { max(-0.7, min(0.7, $0)) })
    let blocks = SignalTrial.blocks(loud)
    let count = SignalTrial.count(blocks)
    for sweep in SignalSweep.all {
      let all = sweep.thresholds.map { SignalTrial.judge(blocks, $0).count { $0.state == sweep.state } }
      #expect(count.swept[sweep.state] == all)
    }
    #expect(count.swept[.clipping]?.first == 1)
  }

  // MARK: What faults do to the answers

  @Test func whatAFaultCostsIsPairedBySpeaker() {
    func recalls(_ right: [Bool]) -> Recalls {
      right.reduce(into: Recalls()) { $0.add(.sad, isRight: $1) }
    }
    var answers = FaultAnswers()
    answers.clean.recalls = [recalls([true, true]), recalls([true, false])]
    let worse = FaultAnswers.Heard(recalls: [recalls([true, false]), recalls([false, false])])
    #expect(answers.lost(to: worse) == Measured(0.5, .init(low: 0.5, high: 0.5)))
  }

  @Test func deadMicrophonesAreWithheldAndGoodOnesAreNot() throws {
    let folder = try TemporaryFolder()
    let clips = try (0..<4).map { index in
      var clip = Made.clip(index % 2 == 0 ? .sad : .happy, speaker: "s\(index / 2)", key: "cremad/\(index)")
      // Syllables of 0.2 s.
      let sound = Made.noise(32_000, seed: UInt64(index)).enumerated().map { $1 * ($0 / 3_200 % 2 == 0 ? 1 : 0.02) }
      clip.path = try folder.write(sound, rateHz: 16_000, to: "\(index).wav")
      return clip
    }
    let trial = StreamTrial(try TestSounds(clips, threads: 1), background: Made.noise(9_000, seed: 8), seed: 1)
    let model = try Made.randomModel()
    let names = ["digital silence", "the chosen of two channels silent", "one of two mixed channels dead", "48 kHz read as 16 kHz"]
    let faults = names.compactMap { name in SignalFault.all.first { $0.name == name } }
    let (answers, again) = (try trial.faults(model, faults, threads: 2), try trial.faults(model, faults, threads: 1))
    #expect(answers.faults.map(\.recalls) == again.faults.map(\.recalls))
    #expect(answers.faults.map { $0.fault?.name } == names)
    #expect(answers.faults.map(\.clips) == [4, 4, 4, 4])
    #expect(answers.clean.clips == 4 && answers.clean.withheld == 0 && answers.clean.recalls.count == 2)
    // The first clip of each speaker ends before four seconds of silence have passed; the channel takes three.
    #expect(answers.faults[0].withheld == 2)
    #expect(answers.faults[1].withheld >= 2)
    #expect(answers.faults[2].withheld == 0)
    let rows = SignalReport.harm(answers).rows
    #expect(rows.map { $0[0] } == [.text("nothing")] + names.map { .text($0) })
    #expect(rows.map { $0[2] } == [.text(""), .text("yes"), .text("yes"), .text("no"), .text("yes")])
  }
}
