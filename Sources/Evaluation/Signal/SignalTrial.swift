internal import Corpus
import Foundation
internal import Signal

/// The watch over the microphone on sound that is well, and on the same sound with something wrong.
enum SignalTrial {
  /// What one kind of sound brought, with the thresholds as they are or swept.
  struct Count: Sendable {
    var seconds = 0.0
    /// Times that a state was told, by state.
    var told: [SignalState: Int] = [:]
    /// By the swept state: times that it was told at each of the sweep's thresholds.
    var swept: [SignalState: [Int]] = [:]

    static func + (left: Count, right: Count) -> Count {
      var sum = left
      sum.seconds += right.seconds
      sum.told.merge(right.told, uniquingKeysWith: +)
      sum.swept.merge(right.swept) { zip($0, $1).map { $0 + $1 } }
      return sum
    }
  }

  /// How one fault fared.
  struct Detection: Sendable {
    var pieces = 0
    /// Seconds until the state was told, of the pieces in which it was.
    var seconds: [Double] = []
    /// Pieces in which another state was told instead.
    var others = 0
    /// Pieces found at each of the sweep's thresholds.
    var swept: [Int] = []

    static func + (left: Detection, right: Detection) -> Detection {
      var sum = left
      sum.pieces += right.pieces
      sum.seconds += right.seconds
      sum.others += right.others
      sum.swept = sum.swept.isEmpty ? right.swept : zip(sum.swept, right.swept).map { $0 + $1 }
      return sum
    }
  }

  /// A stretch of sound that is well, and what the watch said of it.
  struct Stretch: Sendable {
    /// What the tables call such sound.
    var sound: String
    /// The recording under the speech, and how far below.
    var noise: (name: String, decibels: Float)?
    /// In which half its speaker is, and its recording, where it has them: 0 or 1.
    var halves: [Int]
    var count: Count

    /// Whether nothing in it is of the other half.
    func isWithin(_ half: Int) -> Bool { !halves.isEmpty && halves.allSatisfy { $0 == half } }
  }

  struct Findings: Sendable {
    var good: [Stretch] = []
    /// `[2]`, by the speakers' half: `[SignalFault.all]`.
    var faults: [[Detection]] = [[], []]
    /// What the watch takes of one processor's time, at 16 and at 48 kHz.
    var nanosecondsPerSample: [Double] = []

    mutating func add(_ part: Findings) {
      good += part.good
      for half in 0..<2 where !part.faults[half].isEmpty {
        faults[half] = faults[half].isEmpty ? part.faults[half] : zip(faults[half], part.faults[half]).map { $0 + $1 }
      }
    }
  }

  /// How far below the speech the recordings lie, dB.
  static let noiseDecibels: [Float] = [10, 0]
  /// Seconds of sound in which a fault is looked for, and how many such pieces of one speaker.
  private static let pieceSeconds = 60
  private static let mostPieces = 3

  /// - Parameters:
  ///   - clips: of any corpora; a speaker's clips are one stream.
  ///   - recordings: sound without a speaker, at 16 kHz.
  static func run(
    _ clips: [Clip], recordings: [(name: String, samples: [Float])], seed: UInt64, threads: Int, watcher: Watcher
  ) throws -> Findings {
    let speakers = Dictionary(grouping: clips.filter { $0.note != "digital silence" }) { $0.speaker }.sorted { $0.key < $1.key }.map(
      \.value)
    let meter = WorkMeter("signal", total: speakers.count, watcher)
    let parts = try Jobs.map(speakers.count, threads: threads, meter: meter) { index -> Findings in
      let sounds = speakers[index].compactMap { try? AudioDecoder.samples(of: $0.path) }
      var random = RandomSource(seed: seed, stream: UInt64(index))
      return hear(sounds, of: speakers[index][0].corpus, half: index % 2, recordings, &random)
    }
    var findings = parts.reduce(into: Findings()) { $0.add($1) }
    findings.nanosecondsPerSample = [16_000, 48_000].map(cost)
    for (number, recording) in recordings.enumerated() {
      let length = max(recording.samples.count, 60 * 16_000)
      let looped = (0..<length).map { recording.samples[$0 % recording.samples.count] }
      findings.good.append(
        Stretch(sound: "noise recordings", halves: [number % 2], count: count(blocks(SignalSound.sixteenBits(looped)))))
    }
    findings.good += madeUp()
    return findings
  }

  /// One speaker's sound in all clothes, in all noises, and with all faults.
  private static func hear(
    _ sounds: [[Float]], of corpus: CorpusName, half: Int, _ recordings: [(name: String, samples: [Float])], _ random: inout RandomSource
  ) -> Findings {
    var found = Findings()
    for clothes in SignalSound.allCases {
      let name = clothes == .asRecorded ? "\(corpus.rawValue), as recorded" : clothes.rawValue
      found.good.append(Stretch(sound: name, halves: [half], count: count(blocks(clothes.stream(sounds)))))
    }
    let speech = Array(sounds.joined())
    for (number, recording) in recordings.enumerated() {
      for decibels in noiseDecibels {
        let mixed = SignalSound.mixed(speech, recording.samples, from: random.index(recording.samples.count), decibels: decibels)
        found.good.append(
          Stretch(
            sound: "in each noise at \(Int(decibels)) dB SNR", noise: (recording.name, decibels), halves: [half, number % 2],
            count: count(blocks(mixed))))
      }
    }
    found.faults[half] = detections(SignalSound.sixteenBits(speech))
    return found
  }

  private static func madeUp() -> [Stretch] {
    SyntheticSound.allCases.filter { ![.silence, .directCurrent].contains($0) }.flatMap { sound in
      [Float(-20), -35, -50].enumerated().map { number, level in
        let source = BackgroundSound(
          kind: sound.rawValue, holdsVoices: false, source: .synthetic(sound, seed: UInt64(number + 1)), seconds: 120, decibels: level)
        let name = [.hum50, .hum60].contains(sound) ? Self.meantToBeTold : "made-up music, chimes, ticks, white noise"
        return Stretch(sound: name, halves: [], count: count(blocks(SignalSound.sixteenBits(source.samples()))))
      }
    }
  }

  static let meantToBeTold = "made-up hum (hum is meant to be told)"

  /// The quickest of twenty runs over ten seconds of noise, as `StreamAnalysis` feeds it.
  private static func cost(rateHz: Int) -> Double {
    var random = RandomSource(seed: 1)
    let samples = (0..<10 * rateHz).map { _ in 0.1 * random.normal() }
    var watch = SignalWatch(rateHz: rateHz)
    let clock = ContinuousClock()
    let quickest = (0..<20).map { _ in
      clock.measure {
        samples.withUnsafeBufferPointer { samples in
          for start in stride(from: 0, to: samples.count, by: rateHz / 100) {
            let block = UnsafeBufferPointer(rebasing: samples[start..<start + rateHz / 100])
            var offset = 0
            while watch.nextChange(in: block, from: &offset) != nil {}
          }
        }
      }
    }.min()
    return (quickest ?? .zero) / .nanoseconds(1) / Double(samples.count)
  }

  static func blocks(_ samples: [Float]) -> [SignalBlock] {
    var watch = SignalWatch(rateHz: 16_000)
    var blocks: [SignalBlock] = []
    samples.withUnsafeBufferPointer { samples in
      var offset = 0
      while let block = watch.nextBlock(in: samples, from: &offset) { blocks.append(block) }
    }
    return blocks
  }

  /// - Returns: the changes, and the blocks after which they came.
  static func judge(
    _ blocks: [SignalBlock], _ thresholds: SignalThresholds = SignalThresholds(), report: ChannelReport? = nil
  ) -> [(state: SignalState, block: Int)] {
    var judge = SignalJudge(blockSeconds: 0.1, thresholds)
    var changes: [(SignalState, Int)] = []
    for (index, block) in blocks.enumerated() {
      if let report, index % 10 == 0, index > 0 { judge.take(report) }
      if let change = judge.take(block) { changes.append((change.state, index + 1)) }
    }
    return changes
  }

  static func count(_ blocks: [SignalBlock]) -> Count {
    var count = Count()
    count.seconds = Double(blocks.count) / 10
    for change in judge(blocks) where change.state != .ok { count.told[change.state, default: 0] += 1 }
    for sweep in SignalSweep.all {
      // What the more sensitive threshold does not tell, the less sensitive does not.
      var told = [Int](repeating: 0, count: sweep.thresholds.count)
      for (place, thresholds) in sweep.thresholds.enumerated() where place == 0 || told[place - 1] > 0 {
        told[place] = judge(blocks, thresholds).count { $0.state == sweep.state }
      }
      count.swept[sweep.state] = told
    }
    return count
  }

  private static func detections(_ stream: [Float]) -> [Detection] {
    let length = pieceSeconds * 16_000
    var pieces = stride(from: 0, to: stream.count - length + 1, by: length).prefix(mostPieces).map { Array(stream[$0..<$0 + length]) }
    if pieces.isEmpty, stream.count >= length / 2 { pieces = [stream] }
    return SignalFault.all.map { fault in
      pieces.map { piece -> Detection in
        let blocks = blocks(fault.apply(piece))
        var detection = Detection()
        detection.pieces = 1
        let changes = judge(blocks, report: fault.report)
        if let found = changes.first(where: { $0.state == fault.expected }) {
          detection.seconds = [Double(found.block) / 10]
        } else if changes.contains(where: { $0.state != .ok }) {
          detection.others = 1
        }
        if let sweep = SignalSweep.all.first(where: { $0.state == fault.expected }) {
          detection.swept = sweep.thresholds.map { thresholds in
            judge(blocks, thresholds, report: fault.report).contains { $0.state == fault.expected } ? 1 : 0
          }
        }
        return detection
      }.reduce(Detection(), +)
    }
  }
}
